package dev.millrace.deploy.access;

import dev.millrace.deploy.stage.Stage;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.iam.Effect;
import software.amazon.awscdk.services.iam.IPrincipal;
import software.amazon.awscdk.services.iam.PolicyStatement;

/** The only place where statements of policies are made: a star comes with its reason. */
public final class Statements {

  private Statements() {}

  /**
   * Lets a role do something with things that are named.
   *
   * @throws IllegalArgumentException where an action or a resource has a star
   */
  public static PolicyStatement allow(String sid, List<String> actions, List<String> resources) {
    requireNoStar(actions);
    requireNoStar(resources);
    return statement(sid, actions, resources).build();
  }

  /** Lets a role do something with things that are named, under conditions. */
  public static PolicyStatement allow(
      String sid, List<String> actions, List<String> resources, Map<String, Object> conditions) {
    requireNoStar(actions);
    requireNoStar(resources);
    return statement(sid, actions, resources).conditions(conditions).build();
  }

  /**
   * Lets a role do something with all that begins alike, for a reason.
   *
   * @param what tells statements with the same reason apart: ids are unique within a policy
   */
  public static PolicyStatement allow(
      Wildcard wildcard, String what, List<String> actions, List<String> resources) {
    requireNoStar(actions);
    return statement(wildcard.sid() + what, actions, resources).build();
  }

  /** Lets a role do something with all that begins alike, for a reason, under conditions. */
  public static PolicyStatement allow(
      Wildcard wildcard,
      String what,
      List<String> actions,
      List<String> resources,
      Map<String, Object> conditions) {
    requireNoStar(actions);
    return statement(wildcard.sid() + what, actions, resources).conditions(conditions).build();
  }

  /**
   * Lets a role fetch the images of a repository in the stage's own account.
   *
   * @param repository such as {@code millrace/registry}
   */
  public static List<PolicyStatement> fetchImages(Stage stage, String repository) {
    return List.of(
        allow(
            "Image",
            List.of(
                "ecr:BatchGetImage",
                "ecr:GetDownloadUrlForLayer",
                "ecr:BatchCheckLayerAvailability"),
            List.of(
                "arn:aws:ecr:"
                    + stage.place().region()
                    + ":"
                    + stage.place().account()
                    + ":repository/"
                    + repository)),
        allow(Wildcard.IMAGE_LOGIN, "", List.of("ecr:GetAuthorizationToken"), List.of("*")));
  }

  /** Lets a service use the resource whose own policy this is; a star is that resource. */
  public static PolicyStatement ownPolicy(
      String sid, IPrincipal principal, List<String> actions, Map<String, Object> conditions) {
    requireNoStar(actions);
    return PolicyStatement.Builder.create()
        .sid(sid)
        .effect(Effect.ALLOW)
        .principals(List.of(principal))
        .actions(actions)
        .resources(List.of("*"))
        .conditions(conditions)
        .build();
  }

  private static PolicyStatement.Builder statement(
      String sid, List<String> actions, List<String> resources) {
    return PolicyStatement.Builder.create()
        .sid(sid)
        .effect(Effect.ALLOW)
        .actions(actions)
        .resources(resources);
  }

  private static void requireNoStar(List<String> names) {
    for (String name : names) {
      if (name.contains("*")) {
        throw new IllegalArgumentException(
            name + " has a star: name what is meant, or the reason in Wildcard");
      }
    }
  }
}
