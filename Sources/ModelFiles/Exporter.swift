public import Diagnostics
public import Learning

/// What a model answers.
public enum ModelTask: String, Sendable, Codable, CaseIterable {
  /// Is something wrong now?
  case detector
  /// When will it fail?
  case failure
}

/// One file of a model's folder.
public struct ModelFile: Sendable, Equatable {
  /// The name inside the folder.
  public let name: String
  /// The content.
  public let bytes: [UInt8]

  /// Makes a file.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}

/// What exporters make files from: the fitted models and what is known of them.
public struct ExportInput: Sendable {
  /// The models by what they answer.
  public var artifacts: [ModelTask: ModelArtifact]
  /// What is known of them.
  public var manifest: ModelManifest

  /// Makes an input.
  public init(artifacts: [ModelTask: ModelArtifact], manifest: ModelManifest) {
    self.artifacts = artifacts
    self.manifest = manifest
  }

  /// The models in the order of ``ModelTask``.
  public var ordered: [(task: ModelTask, artifact: ModelArtifact)] {
    ModelTask.allCases.compactMap { task in artifacts[task].map { (task, $0) } }
  }
}

/// What an exporter made.
public struct Exported: Sendable, Equatable {
  /// The files.
  public var files: [ModelFile]
  /// The graphs among them, for model.json.
  public var graphs: [GraphDescription]
  /// What was left out, and why.
  public var notices: [Notice]

  /// Collects what was made.
  public init(files: [ModelFile] = [], graphs: [GraphDescription] = [], notices: [Notice] = []) {
    self.files = files
    self.graphs = graphs
    self.notices = notices
  }
}

/// Turns models into files of one format; knows the artifact, never the model's type.
public protocol Exporter: Catalogued, Sendable {
  /// The files of a model; the same input gives the same bytes.
  ///
  /// - Throws: ``Fault`` of kind `badData` where the artifact lacks something, with its name.
  func export(_ input: ExportInput) throws(Fault) -> Exported
}
