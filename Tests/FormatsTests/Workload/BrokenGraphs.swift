extension BrokenInput {
  /// Names that lead nowhere, or to two places.
  static let workloadNames: [BrokenInput] = [
    .inWorkload(
      "a misspelt tensor",
      """
      <gemm name="conv1" m="1" n="2" k="3"/>
      <gemm name="b" inputs="covn1" m="1" n="2" k="2"/>
      """,
      "4:16 gemm 'b' refers to tensor 'covn1', which does not exist; known: conv1"),
    .inWorkload(
      "an unknown tensor",
      """
      <gemm name="conv1" m="1" n="2" k="3"/>
      <gemm name="b" inputs="elsewhere" m="1" n="2" k="2"/>
      """,
      "4:16 gemm 'b' refers to tensor 'elsewhere', which does not exist; known: conv1"),
    .inWorkload(
      "a tensor where there is none",
      #"<gemm name="b" inputs="elsewhere" m="1" n="2" k="2"/>"#,
      "3:16 gemm 'b' refers to tensor 'elsewhere', which does not exist; there is none"),
    .inWorkload(
      "a tensor written further down",
      """
      <gemm name="b" inputs="c" m="1" n="2" k="2"/>
      <gemm name="c" m="1" n="2" k="3"/>
      """,
      "3:16 gemm 'b' reads 'c', which is only written further down; move it above this one"),
    .inWorkload(
      "one written further down in the iteration",
      """
      <input name="x" shape="4"/>
      <repeat name="r" count="2" inputs="x">
      <vector name="a" inputs="previous b" function="add" elements="4"/>
      <vector name="b" inputs="a" function="relu" elements="4"/>
      </repeat>
      """,
      "5:18 vector 'a' reads 'b', which is only written further down; move it above this one"),
    .inWorkload(
      "a layer that reads itself",
      #"<gemm name="b" inputs="b" m="1" n="2" k="2"/>"#,
      "3:16 gemm 'b' reads what it writes itself; in a repeat, 'previous' is what the iteration before wrote"),
    .inWorkload(
      "two layers of one name",
      """
      <gemm name="b" m="1" n="2" k="2"/>
      <gemm name="b" m="1" n="2" k="2"/>
      """,
      "4:7 name 'b' is declared twice; give each its own name"),
    .inWorkload(
      "two tensors of one name",
      """
      <gemm name="a" tensor="t" m="1" n="2" k="2"/>
      <gemm name="b" tensor="t" m="1" n="2" k="2"/>
      """,
      "4:16 name 't' is declared twice; give each its own name"),
    .inWorkload(
      "two inputs of one name",
      """
      <input name="x" shape="4"/>
      <input name="x" shape="5"/>
      <gemm name="a" m="1" n="2" k="2"/>
      """,
      "4:8 name 'x' is declared twice; give each its own name"),
    .inWorkload(
      "a name a repeat makes",
      """
      <gemm name="r2.a" m="1" n="2" k="2"/>
      <repeat name="r" count="2">
      <gemm name="a" m="1" n="2" k="2"/>
      </repeat>
      """,
      "5:7 name 'r2.a' is declared twice; give each its own name"),
    .inWorkload(
      "two sources of one key",
      """
      <source key="a" title="A" reference="a"/>
      <source key="a" title="B" reference="b"/>
      <gemm name="a" m="1" n="2" k="2"/>
      """,
      "4:9 source 'a' is declared twice; give each its own name"),
    .inWorkload(
      "a reserved name",
      #"<gemm name="previous" m="1" n="2" k="2"/>"#,
      "3:7 gemm 'previous': 'previous' stands for the iteration before; choose another name"),
    .inWorkload(
      "a name of two words",
      #"<gemm name="a b" m="1" n="2" k="2"/>"#,
      "3:7 gemm 'a b': a name can't hold white space; write e.g. a-b"),
    .inWorkload(
      "previous outside a repeat",
      #"<gemm name="a" inputs="previous" m="1" n="2" k="2"/>"#,
      "3:16 gemm 'a' reads 'previous' outside a repeat; name the tensor it reads"),
    .inWorkload(
      "previous of nothing",
      """
      <repeat name="r" count="2">
      <gemm name="a" inputs="previous" m="1" n="2" k="2"/>
      </repeat>
      """,
      """
      4:16 gemm 'a' reads 'previous', but repeat 'r' doesn't say what the first iteration reads; give the \
      repeat inputs="…"
      """),
    .inWorkload(
      "two inputs of a repeat",
      """
      <input name="x" shape="2"/>
      <repeat name="r" count="2" inputs="x x">
      <gemm name="a" inputs="previous" m="1" n="2" k="2"/>
      </repeat>
      """,
      "4:28 repeat 'r' has 2 inputs; name the one tensor its first iteration reads as 'previous'"),
  ]

  /// Tensors that don't fit the layers they join, and layers that contradict themselves.
  static let workloadSizes: [BrokenInput] = [
    .inWorkload(
      "a product that reads too little",
      """
      <input name="x" shape="512x7x7"/>
      <gemm name="fc" inputs="x" m="1" n="2" k="25000"/>
      """,
      #"4:17 gemm 'fc' reads 25000 elements, but 'x' holds 25088; check the sizes, or write reads="part""#),
    .inWorkload(
      "a product that reads too much",
      """
      <input name="x" shape="512x7x7"/>
      <gemm name="fc" inputs="x" m="1" n="2" k="26000"/>
      """,
      "4:17 gemm 'fc' reads 26000 elements, but 'x' holds 25088; check the sizes"),
    .inWorkload(
      "joined tensors of another size",
      """
      <input name="q" shape="4x8"/>
      <input name="cache" shape="9x8"/>
      <input name="k" shape="1x8"/>
      <gemm name="s" inputs="q cache k" m="4" n="9" k="8"/>
      """,
      """
      6:16 gemm 's' reads 72 elements, but 'cache' and 'k' together hold 80; check the sizes, or write \
      reads="part"
      """),
    .inWorkload(
      "a part larger than the whole",
      """
      <input name="q" shape="4x8"/>
      <gemm name="s" inputs="q" m="4" n="9" k="9" reads="part"/>
      """,
      "4:16 gemm 's' reads 36 elements, but 'q' holds 32; check the sizes"),
    .inWorkload(
      "summands of two sizes",
      """
      <input name="x" shape="32"/>
      <input name="y" shape="31"/>
      <vector name="s" inputs="x y" function="add" elements="32"/>
      """,
      "5:18 vector 's' reads 32 elements, but 'y' holds 31; check the sizes"),
    .inWorkload(
      "other channels than the image",
      """
      <input name="image" shape="1x3x224x224"/>
      <convolution name="c" inputs="image" in-channels="4" out-channels="8" filter="1" output="224"/>
      """,
      "4:38 convolution 'c' in-channels is 4, but 'image' has 3; both must be equal"),
    .inWorkload(
      "another batch than the images",
      """
      <input name="image" shape="2x3x224x224"/>
      <convolution name="c" inputs="image" in-channels="3" out-channels="8" filter="1" output="224"/>
      """,
      "4:1 convolution 'c' batch is 1, but 'image' has 2; both must be equal"),
    .inWorkload(
      "an output height the filter does not give",
      """
      <input name="image" shape="1x3x224x224"/>
      <convolution name="c" inputs="image" in-channels="3" out-channels="8" filter="7" output="112x113" \
      stride="2" padding="3"/>
      """,
      """
      4:82 convolution 'c' output height is 113, but an input of 224, a padding of 3 and 3, a filter of 7 \
      and a stride of 2 give 112
      """),
    .inWorkload(
      "a pooling rounded up",
      """
      <input name="image" shape="1x3x55x55"/>
      <pooling name="p" inputs="image" function="max-pooling" channels="3" filter="3" output="28" \
      stride="2"/>
      """,
      "4:81 pooling 'p' output width is 28, but an input of 55, a filter of 3 and a stride of 2 give 27"),
    .inWorkload(
      "a filter larger than the image",
      """
      <input name="image" shape="1x3x4x4"/>
      <convolution name="c" inputs="image" in-channels="3" out-channels="8" filter="5" output="1"/>
      """,
      "4:82 convolution 'c' output width is 1, but an input of 4, a filter of 5 and a stride of 1 give 0"),
    .inWorkload(
      "a second iteration that does not fit",
      """
      <input name="x" shape="1x8"/>
      <repeat name="r" count="3" inputs="x">
      <gemm name="a" inputs="previous" m="1" n="4" k="8"/>
      </repeat>
      """,
      "5:16 gemm 'a' reads 8 elements, but 'previous' holds 4; check the sizes"),
    .inWorkload(
      "two formats of one tensor",
      """
      <gemm name="a" m="1" n="4" k="8" output-format="bf16"/>
      <gemm name="b" inputs="a" m="1" n="4" k="4"/>
      """,
      "4:16 gemm 'b' reads 'a' as int8, but it holds bf16; give both the same format"),
    .inWorkload(
      "a sum of one",
      """
      <gemm name="a" m="1" n="4" k="8"/>
      <vector name="b" inputs="a" function="add" elements="4"/>
      """,
      "4:18 vector 'b' inputs: 'add' takes two or more, found 1"),
    .inWorkload(
      "a softmax of two",
      """
      <gemm name="a" m="1" n="4" k="8"/>
      <vector name="b" inputs="a a" function="softmax" elements="4"/>
      """,
      "4:18 vector 'b' inputs: 'softmax' takes one, found 2"),
    .inWorkload(
      "one size for two inputs",
      """
      <gemm name="a" m="1" n="4" k="8"/>
      <vector name="b" inputs="a a" function="add" elements="4" input-elements="4"/>
      """,
      "4:59 vector 'b' input-elements: found 1, inputs: 2; write one size for each input"),
    .inWorkload(
      "a window that does not pool",
      #"<vector name="b" function="softmax" elements="4" window="2"/>"#,
      "3:50 vector 'b' has a window, but 'softmax' doesn't pool; remove the window"),
    .inWorkload(
      "a count in a graph",
      """
      <gemm name="a" m="1" n="4" k="8"/>
      <gemm name="b" inputs="a" m="1" n="4" k="4" count="2"/>
      """,
      "4:45 gemm 'b' has a count and inputs; a count is for lists without a graph, write a <repeat> instead"),
    .inWorkload(
      "a part of nothing",
      #"<gemm name="a" m="1" n="4" k="8" reads="part"/>"#,
      #"3:34 gemm 'a' reads a part of its inputs but has none; name them in inputs="…""#),
    .inWorkload(
      "a count too large",
      #"<gemm name="a" m="1" n="4" k="8" count="1000000"/>"#,
      "3:34 gemm 'a' expands the workload to more than 100000 layers; check the counts"),
    .inWorkload(
      "nested counts too large",
      """
      <repeat name="r" count="1000">
      <repeat name="s" count="1000">
      <gemm name="a" m="1" n="4" k="8"/>
      </repeat>
      </repeat>
      """,
      "3:18 repeat 'r' expands the workload to more than 100000 layers; check the counts"),
    .inWorkload(
      "several mistakes",
      """
      <gemm name="a" m="0" n="four" k="8"/>
      <gemm name="b" inputs="a" m="1" n="4" k="4"/>
      <gemm name="b" inputs="c b" m="1" n="4" k="4"/>
      """,
      "3:16 gemm 'a' m is 0; it must be 1 or more, and below 2^40",
      "3:22 gemm 'a' n 'four' is not a whole number; write e.g. 16",
      "5:7 name 'b' is declared twice; give each its own name",
      "5:16 gemm 'b' refers to tensor 'c', which does not exist; known: a, b"),
  ]
}
