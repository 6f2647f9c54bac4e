// The command line has no public face for other packages: it is a process.
export {};
