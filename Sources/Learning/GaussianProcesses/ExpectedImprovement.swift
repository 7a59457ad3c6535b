import Foundation

/// The logarithm of the expected improvement of a normally distributed value below the best known one.
///
/// log (σ h(z)) with h(z) = φ(z) + z Φ(z) and z = (best − mean) / σ, finite where the improvement itself underflows (Ament
/// et al., "Unexpected Improvements to Expected Improvement for Bayesian Optimization", NeurIPS 2023, equation 9).
///
/// - Parameters:
///   - mean: The value's mean.
///   - deviation: Its standard deviation; 0 or more.
///   - best: The lowest value known.
/// - Returns: −∞ where no improvement is possible.
package func logExpectedImprovement(mean: Double, deviation: Double, below best: Double) -> Double {
  guard deviation > 0 else { return mean < best ? log(best - mean) : -.infinity }
  return log(deviation) + logImprovement((best - mean) / deviation)
}

/// log (φ(z) + z Φ(z)).
///
/// Above −20 the direct formula loses at most the 400 fold of a rounding to cancellation, as `erfc` has full relative
/// precision; below, Mills' ratio is its asymptotic series, whose tenth term is below 10⁻¹⁴ there.
func logImprovement(_ z: Double) -> Double {
  let logDensity = -z * z / 2 - log(2 * Double.pi) / 2
  if z > -20 {
    return log(exp(logDensity) + z * erfc(-z / 2.0.squareRoot()) / 2)
  }
  // 1 / z² − 3 / z⁴ + 15 / z⁶ − …
  let square = 1 / (z * z)
  var (term, sum) = (square, 0.0)
  for order in 1...10 {
    sum += term
    term *= -Double(2 * order + 1) * square
  }
  return logDensity + log(sum)
}

/// The probability that a standard normal number is below z.
package func normalCumulative(_ z: Double) -> Double { erfc(-z / 2.0.squareRoot()) / 2 }

/// The density of a standard normal number at z.
package func normalDensity(_ z: Double) -> Double { exp(-z * z / 2) / (2 * Double.pi).squareRoot() }
