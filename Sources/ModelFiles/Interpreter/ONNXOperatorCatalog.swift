internal import Diagnostics

/// The operators that Tocsin's graphs use, one line each, by the name that ONNX gives them.
enum ONNXOperatorCatalog {
  /// Reads a node, and makes what computes it.
  typealias Maker =
    @Sendable (ONNXNode, inout ONNXPreparation) throws(Fault) -> any ONNXKernel

  /// The operators of the domain `ai.onnx`, as of operator sets 17 and 18.
  static let operators: [String: Maker] = [
    "Add": ArithmeticKernel.add,
    "And": RelationKernel.and,
    "ArgMin": ArgMinKernel.make,
    "Cast": CastKernel.make,
    "Concat": ConcatKernel.make,
    "Cos": CosineKernel.make,
    "Div": ArithmeticKernel.divide,
    "Equal": RelationKernel.equal,
    "Expand": ExpandKernel.make,
    "Gather": GatherKernel.make,
    "Greater": RelationKernel.greater,
    "Identity": IdentityKernel.make,
    "If": IfKernel.make,
    "IsNaN": IsNaNKernel.make,
    "Less": RelationKernel.less,
    "Log": LogarithmKernel.make,
    "Loop": LoopKernel.make,
    "MatMul": MatMulKernel.make,
    "Max": ExtremeKernel.max,
    "Min": ExtremeKernel.min,
    "Mul": ArithmeticKernel.multiply,
    "NonZero": NonZeroKernel.make,
    "Not": NotKernel.make,
    "Or": RelationKernel.or,
    "ReduceMax": ReductionKernel.max,
    "ReduceSum": ReductionKernel.sum,
    "Round": RoundKernel.make,
    "Scan": ScanKernel.make,
    "ScatterND": ScatterNDKernel.make,
    "Shape": ShapeKernel.make,
    "Slice": SliceKernel.make,
    "Sqrt": SquareRootKernel.make,
    "Squeeze": SqueezeKernel.make,
    "Sub": ArithmeticKernel.subtract,
    "Unsqueeze": UnsqueezeKernel.make,
    "Where": WhereKernel.make,
  ]

  /// The operators of the domain `ai.onnx.ml`, as of operator set 3.
  static let learned: [String: Maker] = [
    "TreeEnsembleRegressor": TreeEnsembleRegressorKernel.make
  ]

  /// The operator of a node, or a fault that names it with its domain.
  static func `operator`(_ name: String, domain: String) throws(Fault) -> Maker {
    let isStandard = domain.isEmpty || domain == "ai.onnx"
    if isStandard, let maker = operators[name] { return maker }
    let isLearned = domain == WrittenGraph.learnedDomain
    if isLearned, let maker = learned[name] { return maker }
    throw Fault(
      .badData,
      "operator '\(name)' of domain '\(isStandard ? "ai.onnx" : domain)' is not one that this "
        + "interpreter reads",
      hint: isStandard
        ? Suggestion.hint(for: name, in: operators.keys.sorted())
        : isLearned
          ? Suggestion.hint(for: name, in: learned.keys.sorted())
          : "only domains 'ai.onnx' and 'ai.onnx.ml' are read")
  }
}
