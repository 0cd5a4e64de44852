package dev.millrace.ingestion.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyTreeTest {

  private static final List<String> TENANTS =
      IntStream.range(0, 200).mapToObj(i -> "tenant-" + i).toList();

  private final KeyTree whole = KeyTree.of(secret(1));

  @Test
  void givesEveryTenantASecretOfItsOwnAndTheSameEachTime() {
    assertThat(TENANTS).extracting(this::leaf).doesNotHaveDuplicates().doesNotContainNull();
    assertThat(leaf("tenant-0")).isEqualTo(leaf("tenant-0"));
    assertThat(leaf("tenant-0")).isNotEqualTo(shown(KeyTree.of(secret(2)), "tenant-0"));
  }

  @Test
  void forgetsOneTenantAndChangesNoOther() {
    KeyTree less = whole.without(KeyTree.Path.of("tenant-7"));

    assertThat(less.leaf(KeyTree.Path.of("tenant-7"))).isEmpty();
    for (String tenant : TENANTS) {
      if (!tenant.equals("tenant-7")) {
        assertThat(shown(less, tenant)).isEqualTo(leaf(tenant));
      }
    }
  }

  @Test
  void forgetsManyInAnyOrderToTheSameTree() {
    KeyTree forwards = whole;
    for (String tenant : TENANTS) {
      forwards = forwards.without(KeyTree.Path.of(tenant));
    }
    KeyTree backwards = whole;
    for (int i = TENANTS.size() - 1; i >= 0; i--) {
      backwards = backwards.without(KeyTree.Path.of(TENANTS.get(i)));
    }

    assertThat(written(forwards)).isEqualTo(written(backwards));
    for (String tenant : TENANTS) {
      assertThat(forwards.leaf(KeyTree.Path.of(tenant))).isEmpty();
    }
  }

  @Test
  void isTheVerySameWhereTheTenantWasForgottenBefore() {
    KeyTree less = whole.without(KeyTree.Path.of("acme"));

    assertThat(less.without(KeyTree.Path.of("acme"))).isSameAs(less);
  }

  @Test
  void forgetsWhatAnotherTreeHasForgottenAndNothingElse() {
    KeyTree other =
        KeyTree.of(secret(2))
            .without(KeyTree.Path.of("tenant-7"))
            .without(KeyTree.Path.of("tenant-9"));
    KeyTree less = whole.without(KeyTree.Path.of("tenant-8"));

    KeyTree both = less.forgettingAs(other);

    for (String tenant : TENANTS) {
      if (List.of("tenant-7", "tenant-8", "tenant-9").contains(tenant)) {
        assertThat(both.leaf(KeyTree.Path.of(tenant))).isEmpty();
      } else {
        assertThat(shown(both, tenant)).isEqualTo(leaf(tenant));
      }
    }
    assertThat(written(both))
        .isEqualTo(
            written(
                less.without(KeyTree.Path.of("tenant-7")).without(KeyTree.Path.of("tenant-9"))));
    assertThat(both.forgettingAs(other)).as("the very same").isSameAs(both);
    assertThat(less.forgettingAs(whole)).isSameAs(less);
  }

  /** Whoever has the tree as it is written has none of the secrets on the way to the tenant. */
  @Test
  void writesDownNothingThatLeadsToWhatItForgot() {
    KeyTree less = whole.without(KeyTree.Path.of("acme"));
    String text = HexFormat.of().formatHex(written(less));

    KeyTree on = whole;
    for (KeyTree.Path way = KeyTree.Path.of("acme"); !way.isAtLeaf(); way = way.next()) {
      assertThat(text).doesNotContain(HexFormat.of().formatHex(((KeyTree.Whole) on).secret()));
      on = half(on, way);
    }
    assertThat(text).doesNotContain(leaf("acme"));
    assertThat(written(less)).hasSize(80 + 80 * 33 + 1);
  }

  @Test
  void isReadAsItWasWritten() {
    KeyTree less = whole.without(KeyTree.Path.of("acme")).without(KeyTree.Path.of("other"));

    KeyTree read = KeyTree.read(written(less)).orElseThrow();

    assertThat(written(read)).isEqualTo(written(less));
    assertThat(shown(read, "tenant-0")).isEqualTo(leaf("tenant-0"));
    assertThat(read.leaf(KeyTree.Path.of("other"))).isEmpty();
  }

  @Test
  void refusesWhatIsNoTree() {
    byte[] good = written(whole.without(KeyTree.Path.of("acme")));
    byte[] deep = new byte[200];
    Arrays.fill(deep, KeyTree.Split.KIND);

    for (byte[] bad :
        List.of(
            new byte[0],
            new byte[] {9},
            deep,
            Arrays.copyOf(good, good.length - 1),
            Arrays.copyOf(good, good.length + 1))) {
      assertThat(KeyTree.read(bad)).isEmpty();
    }
    Random dice = new Random(1);
    for (int i = 0; i < 2000; i++) {
      byte[] noise = new byte[dice.nextInt(100)];
      dice.nextBytes(noise);
      // Whatever it is, it is read or refused.
      assertThat(KeyTree.read(noise)).isNotNull();
    }
    assertThatIllegalArgumentException().isThrownBy(() -> KeyTree.of(new byte[31]));
  }

  private static KeyTree half(KeyTree whole, KeyTree.Path way) {
    KeyTree.Path sibling = new KeyTree.Path(flipped(way), way.depth());
    KeyTree split = whole;
    // Forgetting something in the other half leaves this one whole.
    if (split.without(sibling) instanceof KeyTree.Split halves) {
      return way.turn() == 0 ? halves.zero() : halves.one();
    }
    throw new AssertionError("a whole tree splits");
  }

  private static byte[] flipped(KeyTree.Path way) {
    byte[] bits = way.bits().clone();
    bits[way.depth() / 8] ^= (byte) (1 << (7 - way.depth() % 8));
    return bits;
  }

  private String leaf(String tenant) {
    return shown(whole, tenant);
  }

  private static String shown(KeyTree tree, String tenant) {
    Optional<byte[]> leaf = tree.leaf(KeyTree.Path.of(tenant));
    return HexFormat.of().formatHex(leaf.orElseThrow());
  }

  private static byte[] written(KeyTree tree) {
    ByteBuffer bytes = ByteBuffer.allocate(tree.bytes());
    tree.write(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    return bytes.array();
  }

  private static byte[] secret(int seed) {
    byte[] secret = new byte[KeyTree.SECRET_BYTES];
    Arrays.fill(secret, (byte) seed);
    return secret;
  }
}
