package dev.millrace.deploy.access;

import dev.millrace.deploy.stage.Stage;
import dev.millrace.schemas.access.Access;
import dev.millrace.schemas.access.Action;
import dev.millrace.schemas.access.ClusterArn;
import dev.millrace.schemas.access.Need;
import dev.millrace.schemas.access.ResourceKind;
import dev.millrace.schemas.access.ResourceName.Prefix;
import dev.millrace.schemas.access.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awscdk.services.iam.PolicyStatement;

/**
 * What the catalogue of access lets each role do at the brokers, as statements: those that name
 * things, and those that name beginnings, apart.
 */
public final class KafkaGrants {

  /** Of these nobody sees a record. */
  private static final Set<Set<Action>> LOOKS =
      Set.of(Set.of(Action.DESCRIBE_TOPIC), Set.of(Action.DESCRIBE_GROUP));

  private final Stage stage;
  private final ClusterArn cluster;

  /**
   * Grants at one cluster.
   *
   * @param id that MSK gives the cluster, or its placeholder
   */
  public KafkaGrants(Stage stage, String id) {
    this.stage = stage;
    this.cluster =
        new ClusterArn("aws", stage.place().region(), stage.place().account(), stage.prefix(), id);
  }

  /** Of a role, in the order of its needs. */
  public List<PolicyStatement> of(Role role) {
    Map<Kinship, List<String>> resources = new LinkedHashMap<>();
    for (Need need : Access.of(role, stage.brokers().ownTopics())) {
      resources
          .computeIfAbsent(Kinship.of(need), none -> new ArrayList<>())
          .add(cluster.of(need.kind(), need.name()));
    }
    return resources.entrySet().stream()
        .map(entry -> entry.getKey().statement(entry.getValue()))
        .toList();
  }

  /** What needs have in common that are one statement. */
  private record Kinship(ResourceKind kind, boolean beginning, Set<Action> actions) {

    static Kinship of(Need need) {
      return new Kinship(
          need.kind(),
          need.name().filter(Prefix.class::isInstance).isPresent(),
          need.orderedActions());
    }

    PolicyStatement statement(List<String> resources) {
      List<String> names = actions.stream().map(Action::iamName).toList();
      String id =
          names.stream()
              .map(name -> name.substring(name.indexOf(':') + 1))
              .collect(Collectors.joining());
      return beginning
          ? Statements.allow(reason(), id, names, resources)
          : Statements.allow(id, names, resources);
    }

    private Wildcard reason() {
      if (LOOKS.contains(actions)) {
        return Wildcard.OWN_NAMES;
      }
      return switch (kind) {
        case TOPIC -> Wildcard.INTERNAL_TOPICS;
        case GROUP -> Wildcard.SOURCE_GROUPS;
        case TRANSACTIONAL_ID -> Wildcard.TRANSACTIONS;
        case CLUSTER -> throw new AssertionError("a cluster has no beginning");
      };
    }
  }
}
