package main

import (
	"os"
	"runtime"
	"syscall"
)

// Where TAXIWAY_DIE_WITH_PARENT is set, the kernel ends this program with the one that started it, even where that
// one was killed and could not say so. The wish belongs to the thread that utters it, hence the lock.
func init() {
	if os.Getenv("TAXIWAY_DIE_WITH_PARENT") == "" {
		return
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	_, _, _ = syscall.RawSyscall(syscall.SYS_PRCTL, syscall.PR_SET_PDEATHSIG, uintptr(syscall.SIGTERM), 0)
}
