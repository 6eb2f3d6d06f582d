internal import Hydraulics

/// The numbers of a plan that the inner loops read, at fixed places in memory.
///
/// Never written after it is made, so any number of threads may read it.
final class PlanTables: @unchecked Sendable {
  let starts: UnsafePointer<Int32>
  let ends: UnsafePointer<Int32>
  /// 1 / (n·R) of pipes without minor loss: the inverse gradient over |q|^(1−n).
  let inverseGradients: UnsafePointer<Double>
  let resistances: UnsafePointer<Double>
  let minorLosses: UnsafePointer<Double>
  let elevations: UnsafePointer<Double>
  /// Of pipes with Darcy-Weisbach: roughness over diameter, and viscosity times diameter.
  let relativeRoughness: UnsafePointer<Double>
  let viscousDiameters: UnsafePointer<Double>
  let incidenceStarts: UnsafePointer<Int32>
  let incidenceMiddles: UnsafePointer<Int32>
  let incidenceLinks: UnsafePointer<Int32>
  let entryLinks: UnsafePointer<Int32>
  private let blocks: [UnsafeMutableRawPointer]

  /// Copies what the inner loops need.
  init(_ plan: NetworkPlan) {
    var blocks: [UnsafeMutableRawPointer] = []
    func keep<Element: BitwiseCopyable>(_ values: [Element]) -> UnsafePointer<Element> {
      let block = UnsafeMutablePointer<Element>.allocate(capacity: max(values.count, 1))
      block.initialize(from: values, count: values.count)
      blocks.append(UnsafeMutableRawPointer(block))
      return UnsafePointer(block)
    }
    let options = plan.network.options
    starts = keep(plan.starts)
    ends = keep(plan.ends)
    resistances = keep(plan.resistances)
    inverseGradients = keep(plan.resistances.map { 1 / (options.headLossExponent * $0) })
    minorLosses = keep(plan.minorLosses)
    elevations = keep(plan.elevations)
    let links = plan.slotLinks.map { plan.network.links[$0] }
    relativeRoughness = keep(links.map { $0.kind.isPipe ? $0.setting / $0.diameter : 0 })
    viscousDiameters = keep(links.map { options.viscosity * $0.diameter })
    incidenceStarts = keep(plan.incidence.starts)
    incidenceMiddles = keep(plan.incidence.middles)
    incidenceLinks = keep(plan.incidence.links)
    entryLinks = keep(plan.incidence.entryLinks)
    self.blocks = blocks
  }

  deinit { for block in blocks { block.deallocate() } }
}
