// Package sheettest holds the tests of package sheet that need a database and
// the registers of the program. They stand apart so that the fuzz tests of
// sheet do not carry a database with them.
package sheettest
