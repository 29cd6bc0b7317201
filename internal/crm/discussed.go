package crm

import "dossier/internal/register"

// Discussed reports whether comments and files may belong to the records of a
// register.
func Discussed(of *register.Register) bool { return discussed(of) }
