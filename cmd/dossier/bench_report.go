package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// report is what was measured and where.
type report struct {
	Machine  string    `json:"machine"`
	Began    time.Time `json:"began"`
	Database string    `json:"database"`
	Partners int64     `json:"partners"`
	ReadyMS  float64   `json:"ready_ms,omitempty"`  // from the start of the process
	IdleMB   float64   `json:"idle_mb,omitempty"`   // resident memory after signing in
	LoadedMB float64   `json:"loaded_mb,omitempty"` // the most under load
	Fsync    figure    `json:"fsync"`
	Figures  []figure  `json:"figures"`
}

// figure is how long one thing took, in milliseconds.
type figure struct {
	Name      string  `json:"name"`
	Clients   int     `json:"clients"`
	Requests  int     `json:"requests"`
	PerSecond float64 `json:"per_second"`
	P50       float64 `json:"p50_ms"`
	P95       float64 `json:"p95_ms"`
	P99       float64 `json:"p99_ms"`
	Max       float64 `json:"max_ms"`
	Bytes     int     `json:"bytes"` // of the answer in the middle, as it travels
}

func milliseconds(d time.Duration) float64 {
	return float64(d.Round(10*time.Microsecond).Microseconds()) / 1000
}

func newFigure(name string, clients int, long time.Duration, took [][]time.Duration, sizes [][]int) figure {
	times, bytes := slices.Concat(took...), slices.Concat(sizes...)
	if len(times) == 0 {
		return figure{Name: name, Clients: clients}
	}
	slices.Sort(times)
	slices.Sort(bytes)
	at := func(share float64) float64 {
		return milliseconds(times[min(int(share*float64(len(times))), len(times)-1)])
	}
	return figure{
		Name: name, Clients: clients, Requests: len(times), PerSecond: float64(int(float64(len(times))/long.Seconds()*10)) / 10,
		P50: at(0.50), P95: at(0.95), P99: at(0.99), Max: milliseconds(times[len(times)-1]), Bytes: bytes[len(bytes)/2],
	}
}

func (r report) writeJSON(w io.Writer) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(r)
}

func (r report) writeTable(w io.Writer) {
	fmt.Fprintf(w, "%s, %d partners, %s, %s\n", r.Database, r.Partners, r.Machine, r.Began.Format(time.DateOnly))
	if r.ReadyMS > 0 {
		fmt.Fprintf(w, "ready after %.0f ms; ", r.ReadyMS)
	}
	if r.LoadedMB > 0 {
		fmt.Fprintf(w, "memory %.0f MB idle, %.0f MB under load; ", r.IdleMB, r.LoadedMB)
	}
	fmt.Fprintf(w, "fsync of 64 kB %.2f ms, 99 of 100 within %.2f ms\n\n", r.Fsync.P50, r.Fsync.P99)
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "clients\trequests/s\tp50 ms\tp95 ms\tp99 ms\tmax ms\tkB\t  ")
	for _, f := range r.Figures {
		fmt.Fprintf(t, "%d\t%.0f\t%.2f\t%.2f\t%.2f\t%.1f\t%.1f\t  %s\n", f.Clients, f.PerSecond, f.P50, f.P95, f.P99, f.Max, float64(f.Bytes)/1024, f.Name)
	}
	t.Flush()
}

// machine names what was measured on, as far as the system tells.
func machine() string {
	name := runtime.GOARCH
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if _, rest, ok := strings.Cut(string(text), "model name"); ok {
			line, _, _ := strings.Cut(rest, "\n")
			name = strings.TrimSpace(strings.TrimLeft(line, "\t :"))
		}
	}
	return fmt.Sprintf("%d × %s, %s, %s", runtime.NumCPU(), name, runtime.GOOS, runtime.Version())
}
