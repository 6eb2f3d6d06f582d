/// One ONNX file as model.json describes it.
public struct GraphDescription: Sendable, Equatable, Codable {
  /// The file's name in the folder.
  public var file: String
  /// The version of ONNX's operators that the graph uses.
  public var operatorSet: Int
  /// What a runtime gives in and gets back with every call, in the order of the inputs.
  public var states: [StateTensor]

  /// Makes a description.
  public init(file: String, operatorSet: Int, states: [StateTensor]) {
    self.file = file
    self.operatorSet = operatorSet
    self.states = states
  }
}
