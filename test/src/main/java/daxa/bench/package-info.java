/// The benchmarks behind `./bench`: the framework beside LWJGL written by hand, in one run.
@NullMarked
package daxa.bench;

import org.jspecify.annotations.NullMarked;
