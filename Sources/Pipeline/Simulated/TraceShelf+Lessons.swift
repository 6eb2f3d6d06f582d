package import Detection
internal import Diagnostics
package import Learning
internal import Telemetry

/// Half of the traces teach, the other half examine: a detector that was shown an attack is not judged on it.
///
/// The half that a trace is in follows from its id alone, so that a later run with the same campaign cuts alike.
extension TraceShelf {
  /// The traces that detectors are taught with, with labels.
  ///
  /// Rows before anything is tampered with are normal, tampered ones are attacks, and what follows them is
  /// unknown: the process still feels it. A look-alike is normal all along, and so is a trace whose trigger
  /// never fired.
  package var lessons: [LabelledTrace] {
    traces.filter(\.isLesson).map { trace in
      let attacked = trace.record.kind == .attack ? trace.tampered : 0..<0
      return LabelledTrace(
        frame: trace.frame,
        labels: trace.frame.times.indices.map { row in
          if attacked.isEmpty || row < attacked.lowerBound { return .normal }
          return attacked.contains(row) ? .attack : .unknown
        })
    }
  }

  /// The traces that a suite was not taught with: all of them where none of its detectors was shown any.
  package func unseen(by suite: Suite) -> TraceShelf {
    let wasTaught = suite.chains.contains { Detectors.learnFromAttacks($0.model.artifact.kind) }
    return wasTaught ? keeping { !$0.isLesson } : self
  }
}

extension TraceShelf.Trace {
  /// Whether detectors are taught with it.
  package var isLesson: Bool {
    var generator = SeededGenerator(root: 0, stage: "lesson \(record.id)")
    return generator.next() >> 63 == 1
  }
}
