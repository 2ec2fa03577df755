import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import java.io.BufferedReader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;

/**
 * Validate FILE FOLDER…: resources, one JSON object a line, against R4 and the profiles that they claim, which stand in
 * the folders. Writes one line for each error: {"line": 0-based, "tool": "hapi", "path": …, "message": …}. No network.
 */
public class Validate {
    public static void main(String[] arguments) throws Exception {
        FhirContext context = FhirContext.forR4();
        PrePopulatedValidationSupport guide = new PrePopulatedValidationSupport(context);
        for (String folder : Arrays.copyOfRange(arguments, 1, arguments.length)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(folder), "*.json")) {
                for (Path file : files) {
                    guide.addResource(context.newJsonParser().parseResource(Files.readString(file)));
                }
            }
        }
        ValidationSupportChain chain = new ValidationSupportChain(
                new DefaultProfileValidationSupport(context),
                guide,
                new CommonCodeSystemsTerminologyService(context),
                new InMemoryTerminologyServerValidationSupport(context),
                new SnapshotGeneratingValidationSupport(context));
        FhirInstanceValidator instances = new FhirInstanceValidator(chain);
        instances.setNoTerminologyChecks(false);
        instances.setAnyExtensionsAllowed(true);
        FhirValidator validator = context.newValidator();
        validator.registerValidatorModule(instances);

        List<String> lines;
        try (BufferedReader reader = Files.newBufferedReader(Path.of(arguments[0]))) {
            lines = reader.lines().collect(Collectors.toList());
        }
        ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        List<Future<String>> answers = IntStream.range(0, lines.size())
                .mapToObj(line -> pool.submit(() -> errors(validator, line, lines.get(line))))
                .collect(Collectors.toList());
        for (Future<String> answer : answers) {
            System.out.print(answer.get());
        }
        pool.shutdown();
        System.out.println("{\"validated\": " + lines.size() + "}");
    }

    private static String errors(FhirValidator validator, int line, String resource) {
        return validator.validateWithResult(resource).getMessages().stream()
                .filter(found -> found.getSeverity().compareTo(ResultSeverityEnum.ERROR) >= 0)
                .map(found -> "{\"line\": " + line + ", \"tool\": \"hapi\", \"path\": " + quoted(found.getLocationString())
                        + ", \"message\": " + quoted(found.getMessage()) + "}\n")
                .collect(Collectors.joining());
    }

    private static String quoted(String text) {
        if (text == null) {
            return "\"\"";
        }
        StringBuilder made = new StringBuilder("\"");
        for (char letter : text.toCharArray()) {
            if (letter == '"' || letter == '\\' || letter < ' ') {
                made.append(String.format("\\u%04x", (int) letter));
            } else {
                made.append(letter);
            }
        }
        return made.append('"').toString();
    }
}
