package main

import "context"

// bench makes a large base and measures the program on it.
func bench(ctx context.Context, args []string) error {
	if len(args) > 0 {
		switch args[0] {
		case "seed":
			return benchSeed(ctx, args[1:])
		case "run":
			return benchRun(ctx, args[1:])
		}
	}
	return usageError("say: dossier bench seed --partners N, or dossier bench run")
}
