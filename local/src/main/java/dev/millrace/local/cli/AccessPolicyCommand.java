package dev.millrace.local.cli;

import dev.millrace.schemas.access.ClusterArn;
import dev.millrace.schemas.access.OwnTopics;
import dev.millrace.schemas.access.PolicyDocument;
import dev.millrace.schemas.access.Role;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes policies of IAM. */
@Command(
    name = "policy",
    mixinStandardHelpOptions = true,
    description =
        "Prints the IAM policy of a role, or of a tenant, at a cluster of Amazon MSK; needs no"
            + " factory.")
final class AccessPolicyCommand implements Callable<Integer> {

  private final Output output;

  @ArgGroup(multiplicity = "1")
  private Whose whose = new Whose();

  @Option(
      names = "--cluster-arn",
      paramLabel = "ARN",
      required = true,
      description = {"The cluster:", "arn:aws:kafka:REGION:ACCOUNT:cluster/NAME/ID"})
  private String clusterArn = "";

  @Option(
      names = "--source-topic",
      paramLabel = "TOPIC",
      description = "A topic of a producer's own that a pipeline is fed from; may be repeated.")
  private List<String> sourceTopics = List.of();

  AccessPolicyCommand(Output output) {
    this.output = output;
  }

  /** One of both. */
  static final class Whose {
    @Option(
        names = "--role",
        paramLabel = "ROLE",
        description = "One of the roles that access list shows.")
    private @Nullable String role;

    @Option(
        names = "--tenant",
        description = "That of a tenant who writes to the topics of --source-topic.")
    private boolean tenant;
  }

  @Override
  public Integer call() {
    output.answer(policy(SourceTopics.read(sourceTopics)).json().toPrettyString());
    return 0;
  }

  private PolicyDocument policy(OwnTopics ownTopics) {
    try {
      ClusterArn cluster = ClusterArn.parse(clusterArn);
      @Nullable String role = whose.role;
      return whose.tenant || role == null
          ? PolicyDocument.ofTenant(ownTopics, cluster)
          : PolicyDocument.of(role(role), ownTopics, cluster);
    } catch (IllegalArgumentException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    }
  }

  private static Role role(String label) {
    return Role.of(label)
        .orElseThrow(
            () ->
                new CommandException(
                    "there is no role "
                        + label
                        + ", expected one of "
                        + Arrays.stream(Role.values())
                            .map(Role::label)
                            .collect(Collectors.joining(", "))));
  }
}
