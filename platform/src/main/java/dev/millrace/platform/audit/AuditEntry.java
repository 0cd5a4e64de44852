package dev.millrace.platform.audit;

import java.util.Optional;

/**
 * One change, without its place in the chain.
 *
 * @param actor who did it
 * @param action what was done: the kind of thing and a verb, such as {@code pipeline.apply}
 * @param subject what it was done to
 * @param tenant nothing for changes of the factory as a whole
 * @param before digest of what was there, as {@link AuditChain#digest} makes it
 * @param after digest of what is there now
 */
public record AuditEntry(
    String actor,
    String action,
    String subject,
    Optional<String> tenant,
    Optional<String> before,
    Optional<String> after) {

  public AuditEntry {
    if (!action.matches("[a-z-]+\\.[a-z-]+")) {
      throw new IllegalArgumentException(
          "the action " + action + " is not of the form thing.verb, such as pipeline.apply");
    }
  }

  /** A change of the factory as a whole, of something that has no digest. */
  public static AuditEntry of(String actor, String action, String subject) {
    return new AuditEntry(
        actor, action, subject, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The same for one tenant. */
  public AuditEntry of(Optional<String> whose) {
    return new AuditEntry(actor, action, subject, whose, before, after);
  }

  /** The same from one value to another. */
  public AuditEntry change(Optional<byte[]> from, Optional<byte[]> to) {
    return new AuditEntry(
        actor, action, subject, tenant, from.map(AuditChain::digest), to.map(AuditChain::digest));
  }
}
