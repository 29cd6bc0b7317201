package crm

// Share is a part of a whole in millionths, half up. Of nothing there is none.
func Share(part, whole int64) (millionths int64, ok bool) {
	if whole <= 0 || part < 0 {
		return 0, false
	}
	return (2*part*certain + whole) / (2 * whole), true
}
