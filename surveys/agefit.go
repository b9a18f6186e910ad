package surveys

// AgeFit lists what could fit the survey's readers better: advice only.
func (s *Survey) AgeFit() Findings {
	r := &review{s: s}
	return r.list
}
