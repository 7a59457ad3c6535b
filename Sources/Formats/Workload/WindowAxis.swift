import Core

/// A filter sliding along one axis of an input.
struct WindowAxis {
  /// `width` or `height`.
  var name: String
  var outputs: Int
  var filter: Int
  var stride: Int
  var dilation: Int
  /// Zeros on the left or on top.
  var before: Int
  /// Zeros on the right or below.
  var after: Int
  /// From the first element the first window covers to the last one the last window covers, padding included.
  var span: Int

  /// `nil` when the span reaches 2^60.
  init?(_ name: String, outputs: Int, filter: Int, stride: Int, dilation: Int, before: Int, after: Int) {
    guard let shift = checkedMultiply(outputs - 1, stride), let reach = checkedMultiply(filter - 1, dilation),
      shift + reach < 1 << 59
    else { return nil }
    self.name = name
    self.outputs = outputs
    self.filter = filter
    self.stride = stride
    self.dilation = dilation
    self.before = before
    self.after = after
    span = shift + reach + 1
  }

  /// The outputs a filter gives on an input of a width: whole windows only, so rounded down.
  func outputs(over input: Int) -> Int {
    let reach = (filter - 1) * dilation + 1
    let room = input + before + after - reach
    return room < 0 ? 0 : room / stride + 1
  }

  /// The zeros at the end that windows reach.
  func reachedAfter(over input: Int) -> Int {
    min(after, max(0, span - before - input))
  }

  /// The axis over an input, in words.
  func text(over input: Int) -> WindowText {
    WindowText(filter: filter, stride: stride, dilation: dilation, before: before, after: after, input: input)
  }
}

extension Convolution {
  /// Width and height; `nil` when a span reaches 2^60.
  var axes: [WindowAxis]? {
    let width = WindowAxis(
      "width", outputs: bounds.p, filter: bounds.r, stride: stride.width, dilation: dilation.width,
      before: padding.left, after: padding.right)
    let height = WindowAxis(
      "height", outputs: bounds.q, filter: bounds.s, stride: stride.height, dilation: dilation.height,
      before: padding.top, after: padding.bottom)
    guard let width, let height else { return nil }
    return [width, height]
  }

  /// The convolution without the padding its windows don't reach, so that the input's rectangle is the one read.
  ///
  /// A stride that doesn't divide leaves zeros on the right and below untouched: frameworks state them all the same.
  func clipped(to shape: ImageShape) -> Convolution {
    guard let axes else { return self }
    var clipped = self
    clipped.padding.right = axes[0].reachedAfter(over: shape.width)
    clipped.padding.bottom = axes[1].reachedAfter(over: shape.height)
    return clipped
  }
}
