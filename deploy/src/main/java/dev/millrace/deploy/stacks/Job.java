package dev.millrace.deploy.stacks;

import dev.millrace.deploy.stage.Stage;
import dev.millrace.schemas.access.Role;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.iam.PolicyStatement;

/**
 * One of our programs in a container.
 *
 * @param name of its service
 * @param image name of its image, behind {@code millrace/}
 * @param main class that is started
 * @param role as whom it comes to the brokers
 * @param settings by their keys, none of them a secret
 * @param allowed what it may do besides
 * @param size of its container
 * @param personalData whether it is given the file of keys that personal data is governed with
 */
record Job(
    String name,
    String image,
    String main,
    Role role,
    Map<String, String> settings,
    List<PolicyStatement> allowed,
    Stage.Size size,
    boolean personalData) {

  Job {
    settings = Map.copyOf(settings);
    allowed = List.copyOf(allowed);
  }
}
