import Foundation

/// How much of a vector is left after some share of the way to pure noise.
///
/// Cosine schedule of Nichol and Dhariwal, "Improved Denoising Diffusion Probabilistic Models", ICML 2021, equation 17, in
/// continuous time.
package enum NoiseSchedule {
  /// The share of the variance that is signal, ᾱ, at a time in 0 … 1.
  package static func signal(at time: Double) -> Double {
    let angle = (time + offset) / (1 + offset) * Double.pi / 2
    return min(max(pow(cos(angle), 2) / full, 1e-5), 1)
  }

  /// What a network is told of a time: harmonics, and the logarithm of signal over noise.
  package static func features(of time: Double) -> [Float] {
    let signal = signal(at: time)
    var features = [log(signal / max(1 - signal, 1e-5)) / 12]
    for frequency in [0.5, 1, 2] {
      let angle: Double = 2 * Double.pi * frequency * time
      features += [sin(angle), cos(angle)]
    }
    return features.map { Float($0) }
  }

  /// Numbers that `features` gives.
  package static let featureCount = 7

  private static let offset = 0.008
  private static let full = pow(cos(offset / (1 + offset) * Double.pi / 2), 2)
}
