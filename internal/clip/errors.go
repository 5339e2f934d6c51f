package clip

import (
	"errors"
	"io/fs"
	"syscall"

	"streamspark/internal/fault"
)

// The three ways in which a file is refused; the argument "why" says what is
// wrong. The check refuses no more than a browser does.
const (
	codeNotVideo   = "clip.not_video"  // it is something else, as a web page or a message
	codeIncomplete = "clip.incomplete" // it is a part of a video, so more bytes may make it whole
	codeUnplayable = "clip.unplayable" // it is a whole file in which there are no pictures to show
)

// codeFFmpegFailed is the code of an ffmpeg that gave up by itself.
const codeFFmpegFailed = "clip.ffmpeg_failed"

// The codes of a folder that takes no file at the moment.
const (
	CodeDiskFull   = "clip.disk_full"
	CodeUnwritable = "clip.unwritable" // its disk was made read-only, is broken, or is gone
)

func notVideo(why string) error   { return refused(codeNotVideo, why) }
func incomplete(why string) error { return refused(codeIncomplete, why) }
func unplayable(why string) error { return refused(codeUnplayable, why) }

func refused(code, why string) error { return fault.New(fault.Retry, code, "why", fault.Say(why)) }

// Unshowable reports whether err says that a file is no video that can be
// shown, in any of the three ways, and not that it could not be read.
func Unshowable(err error) bool {
	return fault.Is(err, codeNotVideo) || fault.Is(err, codeIncomplete) || fault.Is(err, codeUnplayable)
}

func noConverter(cause error) error {
	return fault.Wrap(cause, fault.Permanent, "clip.no_converter")
}

// writeFault returns the fault of a file in the folder that could not be
// written, and not of where the clip comes from.
func writeFault(err error) error {
	if _, known := fault.As(err); known || err == nil {
		return err
	}
	return fault.Wrap(err, fault.DiskFull, CodeUnwritable, "cause", systemWords(err))
}

// readFault returns the fault of a file in the folder that could not be read.
func readFault(err error) error {
	switch _, known := fault.As(err); {
	case known || err == nil:
		return err
	case errors.Is(err, fs.ErrNotExist):
		return fault.Wrap(err, fault.NotFound, "clip.not_found")
	}
	return fault.Wrap(err, fault.Unforeseen, "clip.unreadable", "cause", systemWords(err))
}

func badName() error { return fault.Wrap(fs.ErrInvalid, fault.Invalid, "clip.bad_name") }

// systemWords returns what the system says of an error, without the name of a
// file.
func systemWords(err error) string {
	var said syscall.Errno
	if errors.As(err, &said) {
		return said.Error()
	}
	return err.Error()
}

// diskFault returns err, or that the disk is full where that is the cause.
func (f *Folder) diskFault(err error) error {
	if !diskFull(err) {
		return err
	}
	free, _ := f.Free()
	return f.fullFault(free)
}

func (f *Folder) fullFault(free uint64) error {
	return fault.New(fault.DiskFull, CodeDiskFull, "free", fault.Bytes(free), "needed", fault.Bytes(f.minFree))
}
