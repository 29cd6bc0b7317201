//go:build !linux

package store

func networkFolder(string) string { return "" }
