// Makes the tokens that standard input asks for: user id, key id, key, audience in base64, "-" for nothing,
// "!" for half a character.

using System;
using System.Linq;
using System.Text;

public static class Driver
{
    public static void Main()
    {
        for (var line = Console.ReadLine(); line != null; line = Console.ReadLine())
        {
            var fields = line.Split('\t').Select(Field).ToArray();
            try
            {
                Console.WriteLine("token " + ChatIdentity.Token(fields[0], fields[1], fields[2], fields[3]));
            }
            catch (ArgumentException error)
            {
                Console.WriteLine("error " + error.Message);
            }
        }
    }

    private static string Field(string text)
    {
        switch (text)
        {
            case "-":
                return null;
            case "!":
                return "\ud800";
            default:
                return Encoding.UTF8.GetString(Convert.FromBase64String(text));
        }
    }
}
