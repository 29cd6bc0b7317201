package crm

// Priority is how much something presses.
type Priority string

// The priorities.
const (
	High   Priority = "high"
	Medium Priority = "medium"
	Low    Priority = "low"
)

// Choices of priorities, the most pressing first.
func (Priority) Choices() []string { return []string{"high", "medium", "low"} }
