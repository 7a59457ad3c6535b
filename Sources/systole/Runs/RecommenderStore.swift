import Core
import Evaluation
import Formats
import Foundation
import Optimizer

/// Where trained recommenders are kept: a folder of the user's, a file for each content key.
struct RecommenderStore {
  /// What a recommender learns from.
  struct Recipe {
    var space: SpaceFile
    /// Random layers.
    var layers = Self.usualLayers
    var seed: UInt64 = 1

    /// Layers whose costs on some hundred designs take some four minutes of two cores.
    static let usualLayers = 800
  }

  /// How much is said and how many cores work.
  struct Conduct {
    var isAnew = false
    var quiet: Bool
    var jobs: Int
  }

  /// `$XDG_CACHE_HOME/systole/models`, or `~/.cache/systole/models`.
  static var folder: URL {
    let stated = ProcessInfo.processInfo.environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    let cache =
      stated.map { URL(fileURLWithPath: $0) }
      ?? FileManager.default.homeDirectoryForCurrentUser.appendingPathComponent(".cache")
    return cache.appendingPathComponent("systole/models")
  }

  /// The recommender of a recipe: from its file, or trained and kept there.
  ///
  /// - Throws: `InvalidInput` where the space is too large to list or has too few designs; `InterruptedRun`.
  static func recommender(_ recipe: Recipe, _ conduct: Conduct) throws -> DesignRecommender {
    let place = try folder.appendingPathComponent("recommender-\(key(of: recipe)).model")
    if !conduct.isAnew, let bytes = try? Data(contentsOf: place) {
      do {
        return try DesignRecommender(bytes: Array(bytes))
      } catch {
        if !conduct.quiet { Failure.say("\(place.path): warning: \(error); learning again") }
      }
    }
    let recommender = try trained(recipe, conduct)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let file = try PartialFile(place.path)
      try file.write(try recommender.bytes())
      try file.commit()
      if !conduct.quiet { Failure.say("kept in \(place.path)") }
    } catch {
      if !conduct.quiet { Failure.say("\(place.path): warning: not kept: \(error)") }
    }
    return recommender
  }

  /// Designs recommended to begin an exploration with: those of the space itself where it can be listed, else those of
  /// gemmini-small that it has too.
  static func starts(
    in file: SpaceFile, for workload: Workload, _ objectives: ObjectiveSet, _ conduct: Conduct
  ) throws -> [DesignPoint] {
    let isListed = file.space.size <= Double(DesignCatalogue.mostPoints)
    let source = isListed ? file : try SpaceFile.read(try InputFile.resolve("gemmini-small", kind: .space))
    let recommender = try recommender(Recipe(space: source), conduct)
    let (layers, counts) = workload.countedLayers
    let budget = objectives.limits.filter { $0.metric == .area }.map(\.most).min() ?? .infinity
    let choices = recommender.recommend(
      for: layers, counts: counts, objective: RecommendedObjective(objectives.metrics.first), budget: budget,
      count: startCount)
    let points = choices.compactMap { file.space.point(with: source.space.settings(of: $0.point)) }
    if points.isEmpty, !conduct.quiet { Failure.say("no recommended design belongs to space '\(file.space.name)'") }
    return points
  }

  /// Recommended designs an exploration begins with.
  private static let startCount = 4

  private static func trained(_ recipe: Recipe, _ conduct: Conduct) throws -> DesignRecommender {
    let designs = try listed(recipe.space, quiet: conduct.quiet)
    let count = designs.catalogue.points.count
    if !conduct.quiet {
      let known = designs.labels.map { $0.count > 0 ? ", \($0.count) layers' costs are kept" : "" } ?? ""
      Failure.say(
        "learning \(recipe.space.space.name): \(recipe.layers) layers on \(count) designs by the analytical model, once"
          + known)
    }
    let sampled = (0..<recipe.layers).map { LayerSampler.layer($0, seed: recipe.seed) }
    let labelling = ProgressLine(total: sampled.count, noun: "layers", quiet: conduct.quiet)
    let costs: [LayerCosts]
    do {
      costs = try designs.costs(
        of: sampled, version: systoleVersion, jobs: conduct.jobs, isInterrupted: { Interruption.isRequested }
      ) { labelling.advance($0) }
      labelling.finish()
    } catch is CancellationError {
      labelling.finish()
      throw InterruptedRun(done: labelling.done, total: sampled.count)
    }
    let whole = sampled.indices.filter { costs[$0].isWhole }
    guard whole.count >= 20 else {
      throw InvalidInput(
        .other(
          "only \(whole.count) of \(sampled.count) sampled layers run on every design",
          remedy: "leave out small designs"
        ), at: SourceLocation(file: recipe.space.space.name))
    }
    let options = DesignRecommender.Options()
    let training = ProgressLine(
      total: options.steps, noun: "epochs", quiet: conduct.quiet)
    let recommender = DesignRecommender(
      designs.catalogue, layers: whole.map { sampled[$0] }, costs: whole.map { costs[$0] }, options: options,
      seed: recipe.seed
    ) { _, _, loss in training.advance("loss \(loss)") }
    training.finish()
    return recommender
  }

  /// The legal designs of a space, with the costs of layers that are kept beside the recommenders.
  ///
  /// - Throws: `InvalidInput` where there are too many or too few.
  static func listed(_ file: SpaceFile, quiet: Bool) throws -> ListedDesigns {
    let (space, variants) = (file.space, file.variants)
    guard space.size <= Double(DesignCatalogue.mostPoints) else {
      throw InvalidInput(
        .other(
          "space '\(space.name)' has \(shortestDecimal(space.size)) points; a recommender lists at most "
            + "\(DesignCatalogue.mostPoints)", remedy: "give fewer values, as gemmini-small does"),
        at: SourceLocation(file: space.name))
    }
    var designs = ListedDesigns(space) { try variants.legalArchitecture(at: $0, of: space) }
    guard designs.catalogue.points.count >= 2 else {
      throw InvalidInput(
        .other("space '\(space.name)' has \(designs.catalogue.points.count) legal designs", remedy: "give 2 or more"),
        at: SourceLocation(file: space.name))
    }
    let content = try content(of: file)
    let name = "labels-\(SHA256.hexadecimal(content).prefix(32)).costs"
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    designs.labels = LabelFile(
      at: folder.appendingPathComponent(name).path, content: content, designs: designs.catalogue.points.count,
      note: { if !quiet { Failure.say($0) } })
    return designs
  }

  /// Everything the costs of a layer on the designs of a space depend on.
  private static func content(of file: SpaceFile) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return try encoder.encode(file.space) + file.architecture.bytes + Data(systoleVersion.utf8)
  }

  /// The hash of everything a recommender's numbers depend on.
  private static func key(of recipe: Recipe) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    var text = try encoder.encode(recipe.space.space)
    text += try encoder.encode(DesignRecommender.Options())
    text += Data("\(systoleVersion) \(recipe.layers) \(recipe.seed)".utf8)
    return String(SHA256.hexadecimal(text + recipe.space.architecture.bytes).prefix(32))
  }
}
