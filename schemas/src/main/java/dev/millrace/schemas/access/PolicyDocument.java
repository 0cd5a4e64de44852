package dev.millrace.schemas.access;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A policy of IAM that allows something and denies nothing.
 *
 * <p><i>Shape</i>: one statement for each set of actions, with all resources that they are allowed
 * on; the same for the same needs, to the letter.
 *
 * <p><i>Source</i>: AWS IAM User Guide, "IAM JSON policy elements reference".
 *
 * @param statements in the order of their needs
 */
public record PolicyDocument(List<Statement> statements) {

  private static final String LANGUAGE = "2012-10-17";

  /**
   * What is allowed on what.
   *
   * @param id letters and digits, as IAM wants them
   * @param actions as IAM spells them
   * @param resources ARNs; a {@code *} at an end stands for the rest of a name
   */
  public record Statement(String id, List<String> actions, List<String> resources) {
    public Statement {
      actions = List.copyOf(actions);
      resources = List.copyOf(resources);
    }
  }

  public PolicyDocument {
    statements = List.copyOf(statements);
  }

  /** What a role may do at a cluster. */
  public static PolicyDocument of(Role role, OwnTopics ownTopics, ClusterArn cluster) {
    return of(Access.of(role, ownTopics), cluster);
  }

  /** What a tenant may do at a cluster that writes to these topics. */
  public static PolicyDocument ofTenant(OwnTopics ownTopics, ClusterArn cluster) {
    return of(Access.ofTenant(ownTopics), cluster);
  }

  static PolicyDocument of(List<Need> needs, ClusterArn cluster) {
    Map<Set<Action>, Set<String>> resources = new LinkedHashMap<>();
    for (Need need : needs) {
      resources
          .computeIfAbsent(need.orderedActions(), none -> new TreeSet<>())
          .add(cluster.of(need.kind(), need.name()));
    }
    return new PolicyDocument(
        resources.entrySet().stream()
            .map(
                entry ->
                    new Statement(
                        entry.getKey().stream().map(Action::word).collect(Collectors.joining()),
                        entry.getKey().stream().map(Action::iamName).toList(),
                        List.copyOf(entry.getValue())))
            .toList());
  }

  /** As IAM takes it. */
  public ObjectNode json() {
    ObjectNode document = JsonNodeFactory.instance.objectNode().put("Version", LANGUAGE);
    ArrayNode all = document.putArray("Statement");
    for (Statement statement : statements) {
      ObjectNode one = all.addObject().put("Sid", statement.id()).put("Effect", "Allow");
      statement.actions().forEach(one.putArray("Action")::add);
      statement.resources().forEach(one.putArray("Resource")::add);
    }
    return document;
  }
}
