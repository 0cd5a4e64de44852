package dev.millrace.deploy.stacks;

import dev.millrace.deploy.stage.Stage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.App;
import software.amazon.awscdk.cxapi.CloudFormationStackArtifact;

/** What the stacks of a stage are made of. */
public final class Contents {

  private Contents() {}

  /** How many resources of each type there are, by stack, in the order of deployment. */
  public static Map<String, Map<String, Long>> of(Stage stage) {
    try (AssemblyFolder folder = AssemblyFolder.make()) {
      App app = Factory.app(folder.path());
      Factory.addTo(app, stage);
      Map<String, Map<String, Long>> contents = new LinkedHashMap<>();
      for (CloudFormationStackArtifact artifact : app.synth().getStacks()) {
        contents.put(artifact.getStackName(), count(artifact));
      }
      return contents;
    }
  }

  private static Map<String, Long> count(CloudFormationStackArtifact artifact) {
    Map<String, Long> types = new TreeMap<>();
    Object template = artifact.getTemplate();
    if (template instanceof Map<?, ?> map && map.get("Resources") instanceof Map<?, ?> resources) {
      for (Object resource : resources.values()) {
        if (resource instanceof Map<?, ?> one) {
          types.merge(String.valueOf(one.get("Type")), 1L, Long::sum);
        }
      }
    }
    return types;
  }
}
