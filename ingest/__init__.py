"""Sources of frames: RTSP and files, with one contract; timeline, reconnect, mailbox."""
