package dev.strandline.policy;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class StreamsTest {

  private static long[] take(RandomStream stream, int count) {
    long[] taken = new long[count];
    for (int i = 0; i < count; i++) {
      taken[i] = stream.nextLong();
    }
    return taken;
  }

  /** Worked out with Python's whole numbers from the generators' published descriptions. */
  @Test
  void numbersAreThoseOfXoshiro256PlusPlusKeyedBySplitMix64() {
    assertThat(RandomStream.mix(0)).isEqualTo(0xe220a8397b1dcdafL);
    assertThat(take(new Streams(0).open(""), 4))
        .containsExactly(
            0xac4bf4a059ccba4fL, 0x843305ef86f15ffaL, 0xc70f5b6e996342b7L, 0xc1fdb6b8fb32fd95L);
    assertThat(take(new Streams(42).at("target-noise", 7), 4))
        .containsExactly(
            0xac2f13076815b503L, 0xc959fd461091d879L, 0xa56af81047663822L, 0x4b607883e87c67c1L);
    assertThat(take(new Streams(-1).at("rows", 1L << 40), 4))
        .containsExactly(
            0xdae26d354bf48f8cL, 0x41522f70788d58c0L, 0xab102687e8cd6559L, 0xfaf3a522c40a3f42L);
  }

  @Property
  void aStreamIsAddressedBySeedNameAndStep(
      @ForAll long seed, @ForAll String name, @ForAll long step) {
    long[] numbers = take(new Streams(seed).at(name, step), 3);

    assertThat(take(new Streams(seed).at(name, step), 3)).containsExactly(numbers);
    assertThat(take(new Streams(seed + 1).at(name, step), 3)).isNotEqualTo(numbers);
    assertThat(take(new Streams(seed).at(name + "x", step), 3)).isNotEqualTo(numbers);
    assertThat(take(new Streams(seed).at(name, step + 1), 3)).isNotEqualTo(numbers);
  }

  @Property
  void seekingAStepEqualsOpeningThere(@ForAll long seed, @ForAll long from, @ForAll long to) {
    RandomStream moved = new Streams(seed).at("rows", from);
    take(moved, 5);

    assertThat(take(moved.seek(to), 5)).containsExactly(take(new Streams(seed).at("rows", to), 5));
  }

  @Test
  void openingIsStepZero() {
    assertThat(take(new Streams(3).open("rows"), 3))
        .containsExactly(take(new Streams(3).at("rows", 0), 3));
    assertThat(new Streams(3).seed()).isEqualTo(3);
  }

  /** 63 degrees of freedom: beyond 120 in less than one of 50,000 good generators. */
  @Test
  void numbersAreUniformWithinAStreamAndOverFirstNumbersOfItsSteps() {
    int[] within = new int[64];
    int[] firsts = new int[64];
    RandomStream stream = new Streams(5).open("uniform");
    RandomStream stepping = new Streams(5).open("uniform");
    for (int i = 0; i < 640_000; i++) {
      within[(int) (stream.nextDouble() * 64)]++;
      firsts[(int) (stepping.seek(i).nextDouble() * 64)]++;
    }

    assertThat(chiSquare(within)).isBetween(20.0, 120.0);
    assertThat(chiSquare(firsts)).isBetween(20.0, 120.0);
  }

  private static double chiSquare(int[] counts) {
    double sum = 0;
    for (int count : counts) {
      sum += (count - 10_000.0) * (count - 10_000.0) / 10_000;
    }
    return sum;
  }
}
