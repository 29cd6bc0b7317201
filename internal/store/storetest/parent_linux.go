package storetest

import (
	"runtime"
	"syscall"
)

// dieWithParent ends the server even when the test program is killed.
func dieWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGQUIT }

// keepThread keeps the thread that started the server, for Linux ends a
// child when the thread that made it ends.
func keepThread() { runtime.LockOSThread() }
