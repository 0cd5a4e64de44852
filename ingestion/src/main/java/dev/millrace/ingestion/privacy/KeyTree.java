package dev.millrace.ingestion.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.schemas.Sha256;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret that holds one for every tenant there may be, and can be made to forget one of them for
 * good without changing any other.
 *
 * <p><i>Shape</i>: a binary tree of {@value #DEPTH} levels. Each secret gives those of its two
 * halves, and none gives that above it; a tenant's is the leaf that the first {@value #DEPTH} bits
 * of the SHA-256 of its name lead to. To forget a leaf, the secrets on its path are replaced by
 * those that branch off it: {@value #DEPTH} of 32 bytes for the first leaf, fewer for each further
 * one. Two of a million tenants share a leaf with a chance of 2^-41.
 *
 * <p><i>Threads</i>: immutable.
 *
 * <p><i>Source</i>: Goldreich, Goldwasser, Micali, "How to construct random functions", J. ACM
 * 33(4), 1986; that such a function can be punctured: Boneh, Waters, "Constrained pseudorandom
 * functions and their applications", 2013. HMAC-SHA-256 (RFC 2104) doubles the secrets.
 */
sealed interface KeyTree {

  /** Levels below the root. */
  int DEPTH = 80;

  /** Length of a secret. */
  int SECRET_BYTES = 32;

  /** The secret of a leaf; nothing where it was forgotten. */
  Optional<byte[]> leaf(Path path);

  /** The tree without a leaf; the very same where that was forgotten before. */
  KeyTree without(Path path);

  /** The tree without the leaves that another one has forgotten. */
  KeyTree forgettingAs(KeyTree other);

  /** Writes it down, root first. */
  void write(ByteBuffer to);

  /** Bytes that it takes in writing. */
  int bytes();

  /** The whole tree of a secret. */
  static KeyTree of(byte[] secret) {
    return new Whole(secret);
  }

  /**
   * Reads what was written down.
   *
   * @return nothing where it is no tree
   */
  static Optional<KeyTree> read(byte[] bytes) {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    try {
      KeyTree tree = read(from, 0);
      return from.hasRemaining() ? Optional.empty() : Optional.of(tree);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static KeyTree read(ByteBuffer from, int depth) {
    byte kind = from.get();
    return switch (kind) {
      case Gone.KIND -> new Gone();
      case Whole.KIND -> {
        byte[] secret = new byte[SECRET_BYTES];
        from.get(secret);
        yield new Whole(secret);
      }
      case Split.KIND -> {
        if (depth == DEPTH) {
          throw new IllegalArgumentException("a tree has " + DEPTH + " levels");
        }
        yield new Split(read(from, depth + 1), read(from, depth + 1));
      }
      default -> throw new IllegalArgumentException("there is no node of kind " + kind);
    };
  }

  /**
   * The way from a node down to a leaf.
   *
   * @param bits of the whole way from the root
   * @param depth of the node
   */
  record Path(byte[] bits, int depth) {

    static Path of(String tenant) {
      return new Path(Arrays.copyOf(Sha256.of(tenant), DEPTH / Byte.SIZE), 0);
    }

    boolean isAtLeaf() {
      return depth == DEPTH;
    }

    /** Which half comes next: 0 or 1. */
    int turn() {
      return (bits[depth / Byte.SIZE] >> (Byte.SIZE - 1 - depth % Byte.SIZE)) & 1;
    }

    Path next() {
      return new Path(bits, depth + 1);
    }
  }

  /** Nothing was forgotten below. */
  record Whole(byte[] secret) implements KeyTree {

    static final byte KIND = 1;

    private static final String HMAC = "HMACSHA256";
    private static final byte[][] HALVES = {"0".getBytes(UTF_8), "1".getBytes(UTF_8)};

    public Whole {
      if (secret.length != SECRET_BYTES) {
        throw new IllegalArgumentException("a secret has " + SECRET_BYTES + " bytes");
      }
      secret = secret.clone();
    }

    @Override
    public Optional<byte[]> leaf(Path path) {
      byte[] at = secret;
      for (Path way = path; !way.isAtLeaf(); way = way.next()) {
        at = half(at, way.turn());
      }
      return Optional.of(at.clone());
    }

    @Override
    public KeyTree without(Path path) {
      return path.isAtLeaf() ? new Gone() : halves().without(path);
    }

    @Override
    public KeyTree forgettingAs(KeyTree other) {
      if (other instanceof Gone) {
        return other;
      }
      return other instanceof Split ? halves().forgettingAs(other) : this;
    }

    @Override
    public void write(ByteBuffer to) {
      to.put(KIND).put(secret);
    }

    @Override
    public int bytes() {
      return Byte.BYTES + SECRET_BYTES;
    }

    /** Never shows the secret. */
    @Override
    public String toString() {
      return "a whole tree";
    }

    private Split halves() {
      return new Split(new Whole(half(secret, 0)), new Whole(half(secret, 1)));
    }

    private static byte[] half(byte[] secret, int which) {
      try {
        // Not Tink's: it keeps something for each thread, and a path has a key at each level.
        Mac mac = Mac.getInstance(HMAC);
        mac.init(new SecretKeySpec(secret, HMAC));
        return mac.doFinal(HALVES[which]);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this Java platform lacks HMAC-SHA-256", e);
      }
    }
  }

  /** Something was forgotten in one of its halves. */
  record Split(KeyTree zero, KeyTree one) implements KeyTree {

    static final byte KIND = 2;

    @Override
    public Optional<byte[]> leaf(Path path) {
      return (path.turn() == 0 ? zero : one).leaf(path.next());
    }

    @Override
    public KeyTree without(Path path) {
      return path.turn() == 0
          ? with(zero.without(path.next()), one)
          : with(zero, one.without(path.next()));
    }

    @Override
    public KeyTree forgettingAs(KeyTree other) {
      if (other instanceof Gone) {
        return other;
      }
      return other instanceof Split split
          ? with(zero.forgettingAs(split.zero()), one.forgettingAs(split.one()))
          : this;
    }

    @Override
    public void write(ByteBuffer to) {
      to.put(KIND);
      zero.write(to);
      one.write(to);
    }

    @Override
    public int bytes() {
      return Byte.BYTES + zero.bytes() + one.bytes();
    }

    /** Never shows the secrets. */
    @Override
    public String toString() {
      return "a tree that forgot something";
    }

    @SuppressWarnings("ReferenceEquality") // what did not change is the very same
    private KeyTree with(KeyTree first, KeyTree second) {
      if (first == zero && second == one) {
        return this;
      }
      return first instanceof Gone && second instanceof Gone
          ? new Gone()
          : new Split(first, second);
    }
  }

  /** All of it was forgotten. */
  record Gone() implements KeyTree {

    static final byte KIND = 0;

    @Override
    public Optional<byte[]> leaf(Path path) {
      return Optional.empty();
    }

    @Override
    public KeyTree without(Path path) {
      return this;
    }

    @Override
    public KeyTree forgettingAs(KeyTree other) {
      return this;
    }

    @Override
    public void write(ByteBuffer to) {
      to.put(KIND);
    }

    @Override
    public int bytes() {
      return Byte.BYTES;
    }
  }
}
