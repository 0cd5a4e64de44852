package dev.millrace.schemas.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.access.ResourceName.Exact;
import dev.millrace.schemas.access.ResourceName.Prefix;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AccessTest {

  private static final OwnTopics OWN = OwnTopics.of(List.of("support-tickets"));

  @ParameterizedTest
  @EnumSource
  void allowsWhatEachActionRequires(Role role) {
    requireClosed(Access.of(role, OWN));
  }

  @Test
  void allowsATenantWhatEachActionRequires() {
    requireClosed(Access.ofTenant(OWN));
  }

  private static void requireClosed(List<Need> needs) {
    Set<Action> allowed =
        needs.stream().flatMap(need -> need.actions().stream()).collect(Collectors.toSet());
    for (Action action : allowed) {
      assertThat(allowed).as("%s requires", action).containsAll(action.required());
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesEachResourceOnce(Role role) {
    assertThat(Access.of(role, OWN))
        .extracting(need -> need.kind() + " " + need.name())
        .doesNotHaveDuplicates();
  }

  /** Prefixes are there for what Kafka Streams and feeds name, and for nothing else. */
  @ParameterizedTest
  @EnumSource
  void hasPrefixesOnlyOfItsOwnGroups(Role role) {
    Set<String> groups = new HashSet<>(Set.of(Groups.SOURCES));
    for (Need need : Access.of(role, OWN)) {
      if (need.kind() == ResourceKind.GROUP && need.actions().contains(Action.ALTER_GROUP)) {
        need.name()
            .filter(Exact.class::isInstance)
            .ifPresent(name -> groups.add(name.pattern() + "-"));
      }
    }
    for (Need need : Access.of(role, OWN)) {
      need.name()
          .filter(name -> !isLook(need))
          .filter(Prefix.class::isInstance)
          .map(Prefix.class::cast)
          .ifPresent(prefix -> assertThat(groups).contains(prefix.beginning()));
    }
  }

  /** So that no role reaches what is another's by the way its names begin. */
  @Test
  void hasNoPrefixThatCoversTheNamesOfOthers() {
    Map<ResourceName, Set<Role>> holders = new HashMap<>();
    for (Role role : Role.values()) {
      for (Need need : Access.of(role, OWN)) {
        if (need.kind() != ResourceKind.CLUSTER && !isLook(need)) {
          holders.computeIfAbsent(need.name().orElseThrow(), none -> new HashSet<>()).add(role);
        }
      }
    }
    holders.forEach(
        (prefix, owners) -> {
          if (prefix instanceof Prefix wide) {
            assertThat(owners).as(wide.pattern()).hasSize(1);
            holders.keySet().stream()
                .filter(name -> !name.equals(wide) && wide.covers(stem(name)))
                .forEach(
                    name ->
                        assertThat(name.pattern())
                            .as("covered by %s", wide.pattern())
                            .endsWith("-repartition"));
          }
        });
  }

  /** Who describes a group or a topic sees how far it is, and no record. */
  private static boolean isLook(Need need) {
    return need.actions().equals(Set.of(Action.DESCRIBE_GROUP))
        || need.actions().equals(Set.of(Action.DESCRIBE_TOPIC));
  }

  private static String stem(ResourceName name) {
    return name instanceof Prefix prefix ? prefix.beginning() : name.pattern();
  }

  @Test
  void letsAJobOrAPersonWriteToEveryTopicAndAJobReadIt() {
    for (Topic<?> topic : Topics.all()) {
      assertThat(rolesThatMay(Action.WRITE_DATA, topic)).as("write %s", topic.name()).isNotEmpty();
      assertThat(rolesThatMay(Action.READ_DATA, topic)).as("read %s", topic.name()).isNotEmpty();
      assertThat(rolesThatMay(Action.CREATE_TOPIC, topic)).containsExactly(Role.TOPIC_CREATOR);
      assertThat(rolesThatMay(Action.DELETE_TOPIC, topic)).isEmpty();
    }
  }

  @Test
  void letsFewWriteWhatDecidesAboutOthers() {
    assertThat(rolesThatMay(Action.WRITE_DATA, Topics.API_KEYS))
        .containsExactly(Role.OPERATOR, Role.TENANT_ERASER);
    assertThat(rolesThatMay(Action.WRITE_DATA, Topics.KILL_SWITCHES))
        .containsExactly(Role.OPERATOR, Role.TENANT_ERASER);
    assertThat(rolesThatMay(Action.WRITE_DATA, Topics.BUDGETS))
        .containsExactly(Role.OPERATOR, Role.TENANT_ERASER);
    assertThat(rolesThatMay(Action.WRITE_DATA, Topics.PIPELINES)).containsExactly(Role.OPERATOR);
    assertThat(rolesThatMay(Action.WRITE_DATA, Topics.AUDIT_LOG))
        .containsExactly(Role.CONSOLE, Role.MODEL_LIFECYCLE, Role.OPERATOR, Role.TENANT_ERASER);
    assertThat(rolesThatMay(Action.WRITE_DATA, Topics.PREDICTIONS))
        .containsExactly(Role.INFERENCE_STREAM);
    assertThat(rolesThatMay(Action.READ_DATA, Topics.RAW_EVENTS))
        .containsExactly(Role.CONSOLE, Role.INGESTION, Role.OPERATOR, Role.AUDITOR);
  }

  private static List<Role> rolesThatMay(Action action, Topic<?> topic) {
    return Stream.of(Role.values())
        .filter(
            role ->
                Access.of(role, OWN).stream()
                    .anyMatch(
                        need ->
                            need.actions().contains(action)
                                && need.name()
                                    .filter(name -> name.covers(topic.name()))
                                    .isPresent()))
        .toList();
  }

  @Test
  void givesATenantItsOwnTopicsAndNoOthers() {
    assertThat(Access.ofTenant(OWN))
        .extracting(need -> need.name().map(ResourceName::pattern), Need::actions)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                Optional.empty(), Set.of(Action.CONNECT, Action.WRITE_DATA_IDEMPOTENTLY)),
            org.assertj.core.groups.Tuple.tuple(
                Optional.of("support-tickets"), Set.of(Action.DESCRIBE_TOPIC, Action.WRITE_DATA)));
    assertThatThrownBy(() -> Access.ofTenant(OwnTopics.none())).hasMessageContaining("gateway");
  }

  @Test
  void refusesTopicsThatAreNoProducers() {
    for (String name :
        List.of(
            "raw-events",
            "predictions",
            "_schemas",
            "__consumer_offsets",
            "millrace-x",
            "a*",
            "")) {
      assertThatThrownBy(() -> OwnTopics.of(List.of(name)))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void refusesNeedsThatCannotBe() {
    Optional<ResourceName> topic = Optional.of(new Exact("raw-events"));

    assertThatThrownBy(() -> new Need(ResourceKind.TOPIC, topic, Set.of(Action.CONNECT), "why"))
        .hasMessageContaining("no action on a topic");
    assertThatThrownBy(() -> new Need(ResourceKind.TOPIC, topic, Set.of(Action.READ_DATA), "why"))
        .hasMessageContaining("requires DESCRIBE_TOPIC");
    assertThatThrownBy(() -> new Need(ResourceKind.CLUSTER, topic, Set.of(Action.CONNECT), "why"))
        .hasMessageContaining("name");
    assertThatThrownBy(() -> new Prefix("mill")).hasMessageContaining("hyphen");
    assertThatThrownBy(() -> new Prefix("-")).hasMessageContaining("hyphen");
    assertThatThrownBy(() -> new Exact("a*")).hasMessageContaining("a*");
  }
}
