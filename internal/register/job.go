package register

import "encoding/json"

// Claim is a job that a worker has taken. Nobody else does it while the
// worker's lease lasts.
type Claim struct {
	ID      int64
	Kind    string
	Key     string
	Input   json.RawMessage
	Attempt int // 1 the first time
	User    ID  // who caused it; nought is the program
}
