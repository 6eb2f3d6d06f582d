internal import Foundation

/// The discrete Fourier transform X(k) = Σ x(n) e^(−2πi·kn/N) of N = 2^m numbers.
///
/// Cooley and Tukey 1965, decimation in time. O(N log N).
struct FourierTransform: Sendable {
  private let length: Int
  // e^(−2πi·k/N), k below N/2.
  private let cosines: [Double]
  private let sines: [Double]

  init(length: Int) {
    precondition(
      length >= 4 && length & (length - 1) == 0, "\(length) is no power of two from 4 on")
    self.length = length
    let angles = (0..<length / 2).map { -2 * Double.pi * Double($0) / Double(length) }
    cosines = angles.map { cos($0) }
    sines = angles.map { sin($0) }
  }

  /// Transforms in place; both arrays have the transform's length.
  func transform(_ real: inout [Double], _ imaginary: inout [Double]) {
    // Index with its bits reversed.
    var reversed = 0
    for index in 1..<length {
      var bit = length / 2
      while reversed & bit != 0 {
        reversed ^= bit
        bit /= 2
      }
      reversed |= bit
      if index < reversed {
        real.swapAt(index, reversed)
        imaginary.swapAt(index, reversed)
      }
    }
    var half = 1
    while half < length {
      let step = length / (2 * half)
      for start in stride(from: 0, to: length, by: 2 * half) {
        for k in 0..<half {
          let (c, s) = (cosines[k * step], sines[k * step])
          let (low, high) = (start + k, start + k + half)
          let (a, b) = (
            real[high] * c - imaginary[high] * s, real[high] * s + imaginary[high] * c
          )
          (real[high], imaginary[high]) = (real[low] - a, imaginary[low] - b)
          (real[low], imaginary[low]) = (real[low] + a, imaginary[low] + b)
        }
      }
      half *= 2
    }
  }
}
