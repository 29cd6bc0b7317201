package store

import "syscall"

// networkFolders are the file systems, by the number that statfs gives, on
// which several machines may write one file.
var networkFolders = map[uint32]string{0x6969: "NFS", 0x517b: "SMB", 0xfe534d42: "SMB", 0xff534d42: "CIFS", 0x65735546: "FUSE"}

// networkFolder names the network file system that a folder lies on, empty
// when it is on the machine itself.
func networkFolder(dir string) string {
	var fs syscall.Statfs_t
	if syscall.Statfs(dir, &fs) != nil {
		return ""
	}
	return networkFolders[uint32(fs.Type)]
}
