import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Makes the tokens that standard input asks for: user id, key id, key, audience in base64, "-" for nothing, "!" for half
 * a character.
 */
public final class Driver {
    public static void main(String[] arguments) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] fields = line.split("\t", -1);
            try {
                System.out.println("token " + ChatIdentity.token(
                        field(fields[0]), field(fields[1]), field(fields[2]), field(fields[3])));
            } catch (IllegalArgumentException error) {
                System.out.println("error " + error.getMessage());
            }
        }
    }

    private static String field(String text) {
        switch (text) {
            case "-":
                return null;
            case "!":
                return "\ud800";
            default:
                return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        }
    }
}
