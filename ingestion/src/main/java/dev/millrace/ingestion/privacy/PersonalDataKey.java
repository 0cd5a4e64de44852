package dev.millrace.ingestion.privacy;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * One key of personal data, which has a key of its own for each tenant: equal values of two tenants
 * have nothing in common afterwards, and one tenant's can be destroyed alone.
 *
 * <p><i>Threads</i>: may be shared.
 */
public final class PersonalDataKey {

  /** Length of the secret of a whole key. */
  static final int SECRET_BYTES = KeyTree.SECRET_BYTES;

  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  /** Ready keys of tenants; to make one anew takes half a millisecond at most. */
  private static final int READY = 4096;

  private final String id;
  private final Instant from;
  private final KeyTree tree;
  private final Map<String, Optional<TenantKey>> ready = new ConcurrentHashMap<>();

  PersonalDataKey(String id, Instant from, KeyTree tree) {
    if (!isId(id)) {
      throw new IllegalArgumentException("a key has an id");
    }
    this.id = id;
    this.from = from;
    this.tree = tree;
  }

  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /**
   * Reads what {@link #secret} writes.
   *
   * @return nothing where it is no such thing
   */
  static Optional<KeyTree> tree(String secret) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(secret);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return bytes.length == SECRET_BYTES ? Optional.of(KeyTree.of(bytes)) : KeyTree.read(bytes);
  }

  /** Its name, which stands beside all that was made with it. */
  public String id() {
    return id;
  }

  /** Events received from then on are governed with it. */
  public Instant from() {
    return from;
  }

  /** The key of a tenant; nothing where it was destroyed. */
  Optional<TenantKey> of(String tenant) {
    if (ready.size() >= READY) {
      // Rare, and then all are made anew as they are asked for.
      ready.clear();
    }
    return ready.computeIfAbsent(tenant, this::made);
  }

  private Optional<TenantKey> made(String tenant) {
    return tree.leaf(KeyTree.Path.of(tenant)).map(secret -> new TenantKey(tenant, secret));
  }

  /** The same without the key of a tenant; the very same where that was destroyed before. */
  PersonalDataKey without(String tenant) {
    return with(tree.without(KeyTree.Path.of(tenant)));
  }

  /** The same without the keys of the tenants that another one has none of any more. */
  PersonalDataKey forgettingAs(PersonalDataKey other) {
    return with(tree.forgettingAs(other.tree));
  }

  @SuppressWarnings("ReferenceEquality") // a tree that did not change is the very same
  private PersonalDataKey with(KeyTree less) {
    return less == tree ? this : new PersonalDataKey(id, from, less);
  }

  /** The secret in Base64: 32 bytes while it is whole, then the tree without what was destroyed. */
  String secret() {
    if (tree instanceof KeyTree.Whole whole) {
      return Base64.getEncoder().encodeToString(whole.secret());
    }
    ByteBuffer bytes = ByteBuffer.allocate(tree.bytes());
    tree.write(bytes);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  /** Never shows the secret. */
  @Override
  public String toString() {
    return "personal-data key " + id + " from " + from;
  }
}
