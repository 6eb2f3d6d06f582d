public import Diagnostics

/// Writes `detector.safetensors` and `failure.safetensors`: what `tocsin score` reads.
public struct SafeTensors: Exporter {
  /// `safe-tensors`.
  public static let id = "safe-tensors"
  /// One sentence for lists.
  public static let summary = "the model's arrays with its tree as metadata, exact to the bit"

  /// Makes the exporter; it has no settings.
  public init() {}

  /// One file for every model.
  public func export(_ input: ExportInput) throws(Fault) -> Exported {
    Exported(
      files: input.ordered.map { task, artifact in
        ModelFile(name: Self.fileName(of: task), bytes: ArtifactFile.encode(artifact))
      })
  }

  /// The name of a task's file.
  package static func fileName(of task: ModelTask) -> String { "\(task.rawValue).safetensors" }
}
