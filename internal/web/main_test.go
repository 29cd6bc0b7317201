package web_test

import (
	"testing"

	"dossier/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }
