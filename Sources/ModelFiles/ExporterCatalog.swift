public import Diagnostics

/// The formats that models are written in, one line each.
public enum ExporterCatalog {
  /// The exporters in the order in which they run.
  public static let all = Catalog<any Exporter>(
    kind: "exporter",
    [
      .init(SafeTensors.self) { _ in SafeTensors() },
      .init(ONNX.self) { _ in ONNX() },
      // Tells of the graphs, so it comes after them.
      .init(ModelCard.self) { _ in ModelCard() },
    ])
}
