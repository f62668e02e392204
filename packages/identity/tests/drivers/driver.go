// Makes the tokens that standard input asks for: user id, key id, key, audience in base64, "-" for nothing,
// "!" for bytes that are no text.
package main

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"log"
	"os"
	"strings"

	"identity/chatidentity"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var fields [4]string
		for index, field := range strings.Split(lines.Text(), "\t") {
			switch field {
			case "-":
			case "!":
				fields[index] = "\xff"
			default:
				text, err := base64.StdEncoding.DecodeString(field)
				if err != nil {
					log.Fatal(err)
				}
				fields[index] = string(text)
			}
		}
		token, err := chatidentity.Token(fields[0], fields[1], fields[2], fields[3])
		if err != nil {
			fmt.Println("error", err)
		} else {
			fmt.Println("token", token)
		}
	}
}
