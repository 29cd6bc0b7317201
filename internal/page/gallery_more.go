package page

import "dossier/internal/lang"

func formExhibits(p *lang.Printer) []Exhibit { return nil }

func cardExhibits(p *lang.Printer) []Exhibit { return nil }
