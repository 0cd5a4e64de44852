package dev.millrace.deploy.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.deploy.access.Wildcard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holds every star in the policies of roles against the reasons of {@link Wildcard}. */
class WildcardsTest {

  private static final Set<String> POLICIES =
      Set.of("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::Role");

  /** A statement, and where it stands. */
  private record Found(String where, JsonNode statement) {

    String id() {
      return statement.path("Sid").asText();
    }

    boolean hasStar() {
      return statement.path("Resource").toString().contains("*")
          || statement.path("NotResource").toString().contains("*")
          || statement.path("Action").toString().contains("*");
    }
  }

  @Test
  void everyStarHasAReason() {
    List<Found> statements = statements();

    assertThat(statements).hasSizeGreaterThan(50);
    for (Found found : statements) {
      if (found.hasStar()) {
        assertThat(Arrays.stream(Wildcard.values()).map(Wildcard::sid))
            .as("%s: %s", found.where(), found.statement())
            .anyMatch(found.id()::startsWith);
      }
    }
  }

  @Test
  void noActionHasAStar() {
    for (Found found : statements()) {
      assertThat(found.statement().path("Action").toString()).as(found.where()).doesNotContain("*");
      assertThat(found.statement().has("NotAction")).as(found.where()).isFalse();
    }
  }

  @Test
  void everyReasonIsNeeded() {
    Set<String> ids = new HashSet<>();
    statements().forEach(found -> ids.add(found.id()));

    for (Wildcard wildcard : Wildcard.values()) {
      assertThat(ids).as(wildcard.name()).anyMatch(id -> id.startsWith(wildcard.sid()));
    }
  }

  /** AWS refuses a policy in which two statements have the same id. */
  @Test
  void idsAreUniqueWithinAPolicy() {
    Synthesis.ofProduction()
        .templates()
        .forEach(
            (stack, template) ->
                template
                    .path("Resources")
                    .properties()
                    .forEach(
                        resource -> {
                          List<String> ids =
                              resource
                                  .getValue()
                                  .path("Properties")
                                  .path("PolicyDocument")
                                  .path("Statement")
                                  .findValuesAsText("Sid");
                          assertThat(ids).as(resource.getKey()).doesNotHaveDuplicates();
                        }));
  }

  private static List<Found> statements() {
    List<Found> found = new ArrayList<>();
    Synthesis.ofProduction()
        .templates()
        .forEach(
            (stack, template) ->
                template
                    .path("Resources")
                    .properties()
                    .forEach(
                        resource -> {
                          if (POLICIES.contains(resource.getValue().path("Type").asText())) {
                            collect(
                                stack + "." + resource.getKey(),
                                resource.getValue().path("Properties"),
                                found);
                          }
                        }));
    return found;
  }

  private static void collect(String where, JsonNode properties, List<Found> found) {
    properties
        .path("PolicyDocument")
        .path("Statement")
        .forEach(statement -> found.add(new Found(where, statement)));
    for (JsonNode policy : properties.path("Policies")) {
      collect(where, policy, found);
    }
  }
}
