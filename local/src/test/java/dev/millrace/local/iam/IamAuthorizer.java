package dev.millrace.local.iam;

import dev.millrace.schemas.access.ResourceKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.kafka.common.Endpoint;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.server.authorizer.AclCreateResult;
import org.apache.kafka.server.authorizer.AclDeleteResult;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.apache.kafka.server.authorizer.Authorizer;
import org.apache.kafka.server.authorizer.AuthorizerServerInfo;

/**
 * Asks the policies of IAM about each operation of Kafka. No right implies another, and what IAM
 * has no action for is nobody's, but for the broker itself on its own listeners.
 */
public final class IamAuthorizer implements Authorizer {

  private static final Map<ResourceType, ResourceKind> KINDS =
      Map.of(
          ResourceType.CLUSTER, ResourceKind.CLUSTER,
          ResourceType.TOPIC, ResourceKind.TOPIC,
          ResourceType.GROUP, ResourceKind.GROUP,
          ResourceType.TRANSACTIONAL_ID, ResourceKind.TRANSACTIONAL_ID);

  @Override
  public void configure(Map<String, ?> configs) {
    // The desk knows all.
  }

  @Override
  public Map<Endpoint, ? extends CompletionStage<Void>> start(AuthorizerServerInfo serverInfo) {
    Map<Endpoint, CompletionStage<Void>> ready = new HashMap<>();
    serverInfo
        .endpoints()
        .forEach(endpoint -> ready.put(endpoint, CompletableFuture.completedFuture(null)));
    return ready;
  }

  @Override
  public List<AuthorizationResult> authorize(
      AuthorizableRequestContext context, List<Action> actions) {
    return actions.stream()
        .map(
            action ->
                isAllowed(context.principal(), action)
                    ? AuthorizationResult.ALLOWED
                    : AuthorizationResult.DENIED)
        .toList();
  }

  /** That who may write anywhere may write without doubling: IAM has an action for it. */
  @Override
  public AuthorizationResult authorizeByResourceType(
      AuthorizableRequestContext context, AclOperation operation, ResourceType type) {
    return context.principal().equals(KafkaPrincipal.ANONYMOUS)
        ? AuthorizationResult.ALLOWED
        : AuthorizationResult.DENIED;
  }

  private static boolean isAllowed(KafkaPrincipal who, Action action) {
    if (who.equals(KafkaPrincipal.ANONYMOUS)) {
      return true;
    }
    ResourceKind kind = KINDS.get(action.resourcePattern().resourceType());
    return kind != null
        && IamDesk.onDuty()
            .isAllowed(
                who.getName(),
                name(kind, action.operation()),
                kind,
                action.resourcePattern().name(),
                action.logIfDenied());
  }

  private static Optional<String> name(ResourceKind kind, AclOperation operation) {
    return Stream.of(dev.millrace.schemas.access.Action.values())
        .filter(known -> known.kind() == kind && known.operation().equals(operation.name()))
        .map(dev.millrace.schemas.access.Action::iamName)
        .findFirst();
  }

  @Override
  public List<? extends CompletionStage<AclCreateResult>> createAcls(
      AuthorizableRequestContext context, List<AclBinding> bindings) {
    throw new UnsupportedOperationException("access is what policies say");
  }

  @Override
  public List<? extends CompletionStage<AclDeleteResult>> deleteAcls(
      AuthorizableRequestContext context, List<AclBindingFilter> filters) {
    throw new UnsupportedOperationException("access is what policies say");
  }

  @Override
  public Iterable<AclBinding> acls(AclBindingFilter filter) {
    return List.of();
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
