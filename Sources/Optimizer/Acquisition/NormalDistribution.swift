import Foundation

/// The density of the standard normal distribution.
func normalDensity(_ value: Double) -> Double {
  exp(-value * value / 2) / (2 * Double.pi).squareRoot()
}

/// The share of the standard normal distribution below a value.
func normalShare(below value: Double) -> Double {
  erfc(-value / 2.0.squareRoot()) / 2
}
