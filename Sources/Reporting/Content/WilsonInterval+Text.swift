package import Evaluation

extension WilsonInterval {
  /// The interval in percent, for people: `86% to 93%`.
  package var text: String {
    [low, high].map { NumberText.fixed($0 * 100, decimals: 0) + "%" }.joined(separator: " to ")
  }
}
