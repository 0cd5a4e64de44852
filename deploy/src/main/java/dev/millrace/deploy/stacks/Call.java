package dev.millrace.deploy.stacks;

import dev.millrace.deploy.access.Excuses;
import dev.millrace.deploy.access.Statements;
import dev.millrace.deploy.access.Wildcard;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.CustomResource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;

/**
 * One call of AWS while a stack is deployed, for what CloudFormation has no resource or attribute
 * for. It is made when the resource is created, and again when its parameters change.
 *
 * <p><i>Failure</i>: a call that fails fails the deployment, with what AWS said.
 */
final class Call {

  /** In the function's own file, so that no asset has to be uploaded before. */
  private static final String CODE =
      """
      import boto3
      import cfnresponse

      def handler(event, context):
          asked = event['ResourceProperties']
          data = {}
          try:
              if event['RequestType'] != 'Delete':
                  client = boto3.client(asked['Service'])
                  reply = getattr(client, asked['Operation'])(**asked['Parameters'])
                  if reply.get('failures'):
                      raise RuntimeError(str(reply['failures']))
                  data = {name: reply[name] for name in asked['Outputs']}
              cfnresponse.send(event, context, cfnresponse.SUCCESS, data, asked['Name'])
          except Exception as e:
              cfnresponse.send(event, context, cfnresponse.FAILED, {}, asked['Name'], reason=str(e)[:500])
      """;

  private static final int SECONDS = 60;

  private final CustomResource resource;

  /**
   * Makes the call a part of a stack.
   *
   * @param log where the function tells
   * @param operation such as {@code kafka get_bootstrap_brokers}, as boto3 has it
   * @param parameters of it
   * @param outputs fields of the reply that are asked for
   * @param allowed what the function may do
   */
  Call(
      Construct scope,
      String id,
      LogGroup log,
      String operation,
      Map<String, Object> parameters,
      List<String> outputs,
      List<PolicyStatement> allowed) {
    Construct home = new Construct(scope, id);
    Role role =
        Role.Builder.create(home, "Role")
            .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
            .build();
    allowed.forEach(role::addToPolicy);
    role.addToPolicy(
        Statements.allow(
            Wildcard.LOG_STREAMS,
            "Write",
            List.of("logs:CreateLogStream", "logs:PutLogEvents"),
            List.of(log.getLogGroupArn())));
    Function function =
        Function.Builder.create(home, "Function")
            .runtime(Runtime.PYTHON_3_13)
            .handler("index.handler")
            .code(Code.fromInline(CODE))
            .role(role.withoutPolicyUpdates())
            .logGroup(log)
            .timeout(Duration.seconds(SECONDS))
            .reservedConcurrentExecutions(1)
            .build();
    function.getNode().addDependency(role);
    Excuses.leave(
        function,
        "AwsSolutions-L1",
        "Thirty lines that need nothing but boto3 and cfnresponse: the version is one that Lambda"
            + " keeps up for years, and is raised with the CDK.");
    Excuses.leaveStarsToWildcards(role);
    String[] words = operation.split(" ", 2);
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("Name", id);
    properties.put("Service", words[0]);
    properties.put("Operation", words[1]);
    properties.put("Parameters", parameters);
    properties.put("Outputs", outputs);
    this.resource =
        CustomResource.Builder.create(home, "Resource")
            .serviceToken(function.getFunctionArn())
            .properties(properties)
            .build();
    resource.getNode().addDependency(role);
  }

  /** A field of the reply. */
  String output(String name) {
    return resource.getAttString(name);
  }

  CustomResource resource() {
    return resource;
  }
}
