internal import LinearAlgebra

extension CellRules {
  /// Applies the rules to some rows of a file, in place.
  ///
  /// The batch's columns must be those that the rules were made of; batches come in order.
  public mutating func apply(to batch: inout RowBatch) {
    // Moved out and back, so that cells and quality are written in place without a copy.
    var quality = batch.quality
    batch.quality = []
    let (times, units, unitNames) = (batch.times, batch.units, batch.unitNames)
    batch.values.withUnsafeMutableElements { values in
      quality.withUnsafeMutableBufferPointer {
        apply(times: times, units: units, unitNames: unitNames, values: values, quality: $0)
      }
    }
    batch.quality = quality
  }
}
