package dev.millrace.local.iam;

import dev.millrace.local.iam.PayloadCheck.Result;
import dev.millrace.schemas.access.ClusterArn;
import dev.millrace.schemas.access.PolicyDocument;
import dev.millrace.schemas.access.ResourceKind;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Decides who comes in and what they may do, for the one broker of this process that Kafka gives no
 * other way to reach it.
 */
final class IamDesk {

  private static final AtomicReference<IamDesk> ON_DUTY = new AtomicReference<>();

  private final ClusterArn cluster;
  private final PayloadCheck payloads;
  private final Map<String, PolicyCheck> policies = new ConcurrentHashMap<>();
  private final Set<Decision> denied = ConcurrentHashMap.newKeySet();
  private final Set<Decision> allowed = ConcurrentHashMap.newKeySet();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();

  IamDesk(ClusterArn cluster, PayloadCheck payloads) {
    this.cluster = cluster;
    this.payloads = payloads;
  }

  /** What somebody asked for; in the order of who, what, on what. */
  record Decision(String roleArn, String action, String resource) implements Comparable<Decision> {
    @Override
    public int compareTo(Decision other) {
      return toString().compareTo(other.toString());
    }
  }

  static IamDesk onDuty() {
    IamDesk desk = ON_DUTY.get();
    if (desk == null) {
      throw new IllegalStateException("nobody decides about access");
    }
    return desk;
  }

  void takeOver() {
    ON_DUTY.set(this);
  }

  void attach(String roleArn, PolicyDocument policy) {
    policies.put(roleArn, new PolicyCheck(policy.json()));
  }

  /** Who it is, where they may connect. */
  Optional<String> authenticate(byte[] payload) {
    Result result = payloads.check(payload);
    if (result instanceof Result.Known known) {
      return decide(known.roleArn(), "kafka-cluster:Connect", cluster.toString(), true)
          ? Optional.of(known.roleArn())
          : Optional.empty();
    }
    refused.add(((Result.Refused) result).reason());
    return Optional.empty();
  }

  /**
   * Whether somebody may do something.
   *
   * @param action as IAM spells it; none where IAM knows none for it, which nobody may
   * @param isAsked false where the broker only sorts out what to show
   */
  boolean isAllowed(
      String roleArn, Optional<String> action, ResourceKind kind, String name, boolean isAsked) {
    String resource =
        cluster.of(kind, Optional.empty()) + (kind == ResourceKind.CLUSTER ? "" : "/" + name);
    return decide(roleArn, action.orElse("none of IAM's"), resource, isAsked);
  }

  private boolean decide(String roleArn, String action, String resource, boolean isAsked) {
    PolicyCheck policy = policies.get(roleArn);
    boolean isAllowed = policy != null && policy.allows(action, resource);
    if (isAllowed) {
      allowed.add(new Decision(roleArn, action, resource));
    } else if (isAsked) {
      denied.add(new Decision(roleArn, action, resource));
    }
    return isAllowed;
  }

  /** What was asked for in vain. */
  Set<Decision> denied() {
    return new TreeSet<>(denied);
  }

  /** What was asked for and given. */
  Set<Decision> allowed() {
    return new TreeSet<>(allowed);
  }

  /** Why payloads were refused. */
  Set<String> refused() {
    return new TreeSet<>(refused);
  }
}
