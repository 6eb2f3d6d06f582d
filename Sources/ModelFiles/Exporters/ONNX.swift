public import Diagnostics
internal import Learning

/// Writes `detector.onnx` and `failure.onnx`: graphs that a runtime runs without Tocsin.
public struct ONNX: Exporter {
  /// `onnx`.
  public static let id = "onnx"
  /// One sentence for lists.
  public static let summary =
    "graphs in double for ONNX runtimes, raw units in, score and alarm out"

  /// Makes the exporter; it has no settings.
  public init() {}

  /// The graphs of the models.
  ///
  /// A failure model of a kind without a graph is left out with a notice; a detector of a kind
  /// without one is a fault that lists the known kinds.
  public func export(_ input: ExportInput) throws(Fault) -> Exported {
    var exported = Exported()
    for (task, artifact) in input.ordered {
      let name = "\(task.rawValue).onnx"
      if task == .failure, !GraphCatalog.modelKinds.contains(artifact.kind) {
        exported.notices.append(
          Notice(
            "\(name) is not written: no ONNX graph is known for model '\(artifact.kind)'; "
              + "tocsin scores it from \(task.rawValue).safetensors"))
        continue
      }
      let written = try GraphCatalog.model(artifact.kind).write(artifact)
      let version = input.manifest.versions["tocsin"] ?? ""
      exported.files.append(ModelFile(name: name, bytes: try written.bytes(version: version)))
      exported.graphs.append(
        GraphDescription(
          file: name, operatorSet: WrittenGraph.operatorSet, states: written.states))
    }
    return exported
  }
}
